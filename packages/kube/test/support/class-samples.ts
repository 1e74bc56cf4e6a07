import type { Facts, KubeEvent, Pod, PodSpec, Workload } from '@fairlead/kube';
import { noFacts } from '@fairlead/kube';
import { crashed, withPod } from './judge.ts';
import {
  ago,
  deployment,
  deploymentFacts,
  event,
  pod,
  replicaSet,
  unplacedPod,
  waitingPod,
} from './objects.ts';

/** A cluster in which one class of trouble has lasted so many seconds, or has happened so many times. */
export type Sample = (amount: number) => Facts;

const IMAGE = 'registry.test/orders:1';

const pulling =
  (said: string): Sample =>
  (seconds) => {
    const one = waitingPod('ImagePullBackOff', `Back-off pulling image "${IMAGE}": ErrImagePull: ${said}`);
    return withPod(one, [event(one, 'Failed', `Failed to pull image "${IMAGE}": ${said}`, { seconds })]);
  };

const unscheduled =
  (
    message: string,
    spec: PodSpec = {},
    events: (seconds: number) => readonly KubeEvent[] = () => [],
  ): Sample =>
  (seconds) =>
    withPod(unplacedPod(message, seconds, spec), events(seconds));

const blocked =
  (reason: string, message: string): Sample =>
  (seconds) => {
    const one = waitingPod('ContainerCreating', '');
    return withPod(one, [event(one, reason, message, { seconds })]);
  };

/** The API server's no to the pods of the new ReplicaSet. */
export const refused =
  (said: string): Sample =>
  (seconds) => {
    const message = `pods "orders-abc-9" is forbidden: ${said}`;
    const lastTransitionTime = ago(seconds);
    const condition = {
      type: 'ReplicaFailure',
      status: 'True',
      reason: 'FailedCreate',
      message,
      lastTransitionTime,
    };
    const set = replicaSet('new', { status: { conditions: [condition] } });
    const events = [event(set, 'FailedCreate', `Error creating: ${message}`, { seconds, count: 3 })];
    return deploymentFacts({ replicaSets: [set], events });
  };

const progressing = (reason: string, seconds: number, over: Partial<Workload['spec']> = {}): Facts =>
  deploymentFacts({
    deployments: [
      deployment({
        spec: { replicas: 1, ...over },
        status: {
          observedGeneration: 2,
          conditions: [{ type: 'Progressing', status: 'False', reason, lastTransitionTime: ago(seconds) }],
        },
      }),
    ],
  });

const ended = (times: number, last: object): Facts => withPod(crashed(times, { exitCode: 1, ...last }));

function initEnded(times: number): Pod {
  const status = {
    name: 'migrate',
    ready: false,
    restartCount: times - 1,
    state: { terminated: { exitCode: 1, finishedAt: ago(1) } },
  };
  const spec = { containers: [{ name: 'orders' }], initContainers: [{ name: 'migrate' }] };
  return pod({ phase: 'Pending', initContainerStatuses: [status] }, { spec });
}

const CLAIM = {
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data' },
};
const claimed: PodSpec = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };

/** One sample for each class of the registry. */
export const samples: Readonly<Record<string, Sample>> = {
  'image-missing': pulling(`failed to resolve reference "${IMAGE}": ${IMAGE}: not found`),
  'image-denied': pulling('pull access denied, repository does not exist or may require authorization'),
  'image-pull': pulling('dial tcp 10.0.0.1:5000: connect: connection refused'),
  'image-invalid': () => withPod(waitingPod('InvalidImageName', '')),
  'config-missing': (seconds) => {
    const one = waitingPod('CreateContainerConfigError', 'secret "db" not found');
    return withPod(one, [event(one, 'Failed', 'Error: secret "db" not found', { seconds })]);
  },
  'volume-object-missing': blocked('FailedMount', 'MountVolume.SetUp failed: secret "tls" not found'),
  'claim-missing': unscheduled('0/1 nodes are available: persistentvolumeclaim "data" not found'),
  'claim-unbound': unscheduled(
    '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims',
    claimed,
    (seconds) => [event(CLAIM, 'ProvisioningFailed', 'the provisioner is away', { seconds })],
  ),
  'volume-in-use': blocked(
    'FailedAttachVolume',
    'Multi-Attach error for volume "x": already used by pod(s) y',
  ),
  mount: blocked('FailedMount', 'timed out waiting for the condition'),
  sandbox: blocked('FailedCreatePodSandBox', 'rpc error: network: no address left'),
  'container-create': (seconds) => {
    const one = waitingPod('CreateContainerError', 'container has runAsNonRoot and image will run as root');
    return withPod({ ...one, status: { ...one.status, startTime: ago(seconds) } });
  },
  'out-of-memory': (times) => ended(times, { reason: 'OOMKilled' }),
  'init-failed': (times) => withPod(initEnded(times)),
  crash: (times) => ended(times, {}),
  unsteady: (times) => ({
    ...withPod(
      pod({
        phase: 'Running',
        containerStatuses: [
          {
            name: 'orders',
            ready: true,
            restartCount: times,
            state: { running: { startedAt: ago(1) } },
            lastState: { terminated: { exitCode: 137, reason: 'Error', finishedAt: ago(1) } },
          },
        ],
      }),
    ),
    readyExits: new Map(),
  }),
  'not-ready': (seconds) =>
    withPod(
      pod(
        {
          phase: 'Running',
          containerStatuses: [
            { name: 'orders', ready: false, state: { running: { startedAt: ago(seconds) } } },
          ],
        },
        {
          spec: {
            containers: [{ name: 'orders', readinessProbe: { periodSeconds: 1, failureThreshold: 1 } }],
          },
        },
      ),
    ),
  unschedulable: unscheduled('0/1 nodes are available: 1 Insufficient cpu'),
  quota: refused('exceeded quota: tight, requested: pods=1, used: pods=2, limited: pods=2'),
  'webhook-away': refused('failed calling webhook "x.test": connection refused'),
  'create-refused': refused('violates PodSecurity "restricted:latest": privileged'),
  paused: (seconds) => progressing('DeploymentPaused', seconds, { paused: true }),
  'job-failed': () => ({
    ...noFacts,
    jobs: [
      {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'migrate', namespace: 'shop', uid: 'j1', generation: 1 },
        status: { conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] },
      },
    ],
  }),
  'progress-deadline': (seconds) => progressing('ProgressDeadlineExceeded', seconds),
};
