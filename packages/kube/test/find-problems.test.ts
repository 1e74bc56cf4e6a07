import { describeFinding, type Facts, findProblems, type Pod } from '@fairlead/kube';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ago,
  deployment,
  deploymentFacts,
  event,
  NOW,
  pod,
  replicaSet,
  waitingPod,
} from './support/objects.ts';

const IMAGE = 'registry.test/orders:1';

/** The worst finding, as the line that people read. */
function judge(
  facts: Facts,
  readyWithinMs?: number,
): { line: string; fatal: boolean; kind: string } | undefined {
  const [first] = findProblems(facts, { now: NOW, readyWithinMs });
  return first && { line: describeFinding(first), fatal: first.fatal, kind: first.class };
}

const withPod = (one: Pod, events: Facts['events'] = []): Facts => deploymentFacts({ pods: [one], events });

/** A container that ended some times; `waiting` in back-off or `running` again. */
function crashed(
  exits: number,
  last: object,
  state: object = { waiting: { reason: 'CrashLoopBackOff' } },
): Pod {
  return pod({
    phase: 'Running',
    containerStatuses: [
      {
        name: 'orders',
        ready: false,
        restartCount: 'running' in state ? exits : exits - 1,
        state,
        lastState: { terminated: { finishedAt: ago(2), startedAt: ago(3), ...last } },
      },
    ],
  });
}

describe('images', () => {
  it.each([
    ['ErrImagePull', 'rpc error: code = NotFound desc = failed to resolve reference: not found'],
    ['ImagePullBackOff', `Back-off pulling image "${IMAGE}": ErrImagePull: manifest unknown`],
  ])('not found is fatal at once (%s)', (reason, message) => {
    expect(judge(withPod(waitingPod(reason, message)))).toEqual({
      line: `Deployment orders: container orders: image ${IMAGE} not found (ErrImagePull)`,
      fatal: true,
      kind: 'image-missing',
    });
  });

  it('denied is fatal at once', () => {
    const found = judge(withPod(waitingPod('ErrImagePull', 'pull access denied, authorization failed')));
    expect(found).toMatchObject({ fatal: true, line: expect.stringContaining('denied by the registry') });
  });

  it('a registry that does not answer gets its time', () => {
    const one = waitingPod('ErrImagePull', 'dial tcp: lookup registry.test: no such host');
    const early = event(one, 'Failed', 'Failed to pull image: no such host', { seconds: 20 });
    expect(judge(withPod(one, [early]))).toMatchObject({ fatal: false, kind: 'image-pull' });
    const late = event(one, 'Failed', 'Failed to pull image: no such host', { seconds: 50 });
    expect(judge(withPod(one, [late]))).toMatchObject({ fatal: true, kind: 'image-pull' });
  });

  it('a rate limit is no missing image', () => {
    const one = waitingPod('ErrImagePull', 'toomanyrequests: not found in quota');
    expect(judge(withPod(one, [event(one, 'Failed', 'image', { seconds: 5 })]))).toMatchObject({
      fatal: false,
      kind: 'image-pull',
    });
  });

  it('the reason of the first pull counts while the kubelet only says that it waits', () => {
    const one = waitingPod('ImagePullBackOff', `Back-off pulling image "${IMAGE}"`);
    const events = [event(one, 'Failed', `Failed to pull image "${IMAGE}": ${IMAGE}: not found`)];
    expect(judge(withPod(one, events))).toMatchObject({ kind: 'image-missing', fatal: true });
  });

  it.each(['InvalidImageName', 'ErrImageNeverPull'])('%s is fatal at once', (reason) => {
    expect(judge(withPod(waitingPod(reason, '')))).toMatchObject({ kind: 'image-invalid', fatal: true });
  });
});

describe('configuration', () => {
  it.each([
    ['secret "db" not found', 'Secret db not found'],
    ['configmap "app" not found', 'ConfigMap app not found'],
    ["couldn't find key api-key in Secret shop/orders", 'Secret orders has no key api-key'],
  ])('%s', (message, words) => {
    const one = waitingPod('CreateContainerConfigError', message);
    const old = event(one, 'Failed', `Error: ${message}`, { seconds: 6 });
    expect(judge(withPod(one, [old]))).toEqual({
      line: `Deployment orders: container orders: ${words} (CreateContainerConfigError)`,
      fatal: true,
      kind: 'config-missing',
    });
    const fresh = event(one, 'Failed', `Error: ${message}`, { seconds: 2 });
    expect(judge(withPod(one, [fresh]))?.fatal).toBe(false);
  });

  it('a cache that is not synced yet is no missing object', () => {
    const one = waitingPod('CreateContainerConfigError', 'failed to sync secret cache: timed out');
    const events = [event(one, 'Failed', 'Error: failed to sync secret cache', { seconds: 10 })];
    expect(judge(withPod(one, events))?.fatal).toBe(false);
  });
});

describe('containers that end', () => {
  it('one exit may heal', () => {
    const again = crashed(1, { exitCode: 1 }, { running: { startedAt: ago(1) } });
    expect(judge(withPod(again))).toBeUndefined();
    expect(judge(withPod(crashed(1, { exitCode: 1 })))?.fatal).toBe(false);
  });

  it('the second exit is fatal', () => {
    expect(judge(withPod(crashed(2, { exitCode: 3 })))).toEqual({
      line: 'Deployment orders: container orders: crashed at start with exit code 3, 2 times (CrashLoopBackOff)',
      fatal: true,
      kind: 'crash',
    });
  });

  it('out of memory names the limit', () => {
    const base = crashed(2, { exitCode: 137, reason: 'OOMKilled' });
    const spec = { containers: [{ name: 'orders', resources: { limits: { memory: '16Mi' } } }] };
    expect(judge(withPod({ ...base, spec }))).toEqual({
      line: 'Deployment orders: container orders: killed for using more than its memory limit of 16Mi, 2 times (OOMKilled)',
      fatal: true,
      kind: 'out-of-memory',
    });
  });

  it('a liveness probe that kills is named', () => {
    const one = crashed(2, { exitCode: 137 });
    const events = [
      event(one, 'Unhealthy', 'Liveness probe failed: HTTP probe failed with statuscode: 500'),
      event(one, 'Killing', 'Container orders failed liveness probe, will be restarted', { type: 'Normal' }),
    ];
    expect(judge(withPod(one, events))?.line).toContain(
      'its liveness probe failed, 2 times: HTTP probe failed',
    );
  });

  it('an init container that ends well is done, one that fails twice is fatal', () => {
    const init = (exitCode: number, restartCount: number): Pod =>
      pod(
        {
          phase: 'Pending',
          initContainerStatuses: [
            {
              name: 'migrate',
              ready: false,
              restartCount,
              state: { terminated: { exitCode, finishedAt: ago(1) } },
            },
          ],
          containerStatuses: [{ name: 'orders', state: { waiting: { reason: 'PodInitializing' } } }],
        },
        { spec: { containers: [{ name: 'orders' }], initContainers: [{ name: 'migrate' }] } },
      );
    expect(judge(withPod(init(0, 0)))).toBeUndefined();
    expect(judge(withPod(init(1, 0)))?.fatal).toBe(false);
    expect(judge(withPod(init(1, 1)))).toMatchObject({ fatal: true, kind: 'init-failed' });
  });
});

describe('readiness', () => {
  const running = (seconds: number): Pod =>
    pod(
      {
        phase: 'Running',
        containerStatuses: [
          { name: 'orders', ready: false, restartCount: 0, state: { running: { startedAt: ago(seconds) } } },
        ],
      },
      {
        spec: { containers: [{ name: 'orders', readinessProbe: { periodSeconds: 2, failureThreshold: 3 } }] },
      },
    );

  it('says nothing within the budget of the probe', () => {
    expect(judge(withPod(running(5)))).toBeUndefined();
  });

  it('reports after it, and is fatal only by ready-within', () => {
    const one = running(30);
    const events = [
      event(one, 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'),
    ];
    expect(judge(withPod(one, events))).toEqual({
      line: 'Deployment orders: container orders: runs but is not ready: readiness probe failed: HTTP probe failed with statuscode: 503 (Unhealthy)',
      fatal: false,
      kind: 'not-ready',
    });
    expect(judge(withPod(one, events), 20_000)?.fatal).toBe(true);
    expect(judge(withPod(one, events), 40_000)?.fatal).toBe(false);
  });
});

describe('pods that do not start', () => {
  const unschedulable = (seconds: number): Pod =>
    pod({
      phase: 'Pending',
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message: '0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available',
          lastTransitionTime: ago(seconds),
        },
      ],
    });

  it('unschedulable after a minute, later when a node is coming', () => {
    expect(judge(withPod(unschedulable(30)))?.fatal).toBe(false);
    expect(judge(withPod(unschedulable(61)))).toEqual({
      line: 'Deployment orders: no node takes the pod: 0/1 nodes are available: 1 Insufficient cpu (Unschedulable)',
      fatal: true,
      kind: 'unschedulable',
    });
    const one = unschedulable(61);
    const events = [event(one, 'TriggeredScaleUp', 'pod triggered scale-up', { type: 'Normal' })];
    expect(judge(withPod(one, events))?.fatal).toBe(false);
  });

  it('a volume without its Secret after 30 s, other mounts after 90 s', () => {
    const one = waitingPod('ContainerCreating', '');
    const mount = (message: string, seconds: number): Facts =>
      withPod(one, [event(one, 'FailedMount', message, { seconds })]);
    const missing = 'MountVolume.SetUp failed for volume "tls" : secret "tls" not found';
    expect(judge(mount(missing, 20))?.fatal).toBe(false);
    expect(judge(mount(missing, 31))).toEqual({
      line: 'Deployment orders: volume cannot be mounted: Secret tls not found (FailedMount)',
      fatal: true,
      kind: 'mount',
    });
    expect(judge(mount('timed out', 60))?.fatal).toBe(false);
    expect(judge(mount('timed out', 91))?.fatal).toBe(true);
  });

  it.each([
    ['exceeded quota: tight, requested: cpu=2', 'exceeded quota: tight, requested: cpu=2'],
    [
      'violates PodSecurity "restricted:latest": privileged',
      'violates PodSecurity "restricted:latest": privileged',
    ],
    [
      'error looking up service account shop/x: serviceaccount "x" not found',
      'error looking up service account shop/x: serviceaccount "x" not found',
    ],
  ])('refused pods: %s', (said, words) => {
    const message = `pods "orders-abc-9" is forbidden: ${said}`;
    const set = replicaSet('new', {
      status: { conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }] },
    });
    const events = [event(set, 'FailedCreate', `Error creating: ${message}`, { seconds: 8, count: 3 })];
    expect(judge(deploymentFacts({ replicaSets: [set], events }))).toEqual({
      line: `Deployment orders: pods cannot be created: ${words} (FailedCreate)`,
      fatal: true,
      kind: 'create-refused',
    });
  });

  it('what an older ReplicaSet was refused does not count', () => {
    const condition = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'quota' };
    const facts = deploymentFacts({
      deployments: [deployment({ status: { observedGeneration: 2, conditions: [condition] } })],
      replicaSets: [replicaSet('new'), replicaSet('old', { status: { conditions: [condition] } })],
    });
    expect(judge(facts)).toBeUndefined();
  });
});

describe('workloads', () => {
  it('the progress deadline makes what the pods say the cause', () => {
    const late = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' };
    const deployments = [deployment({ status: { observedGeneration: 2, conditions: [late] } })];
    expect(judge(deploymentFacts({ deployments }))).toMatchObject({ fatal: true, kind: 'progress-deadline' });
    const pods = [crashed(1, { exitCode: 1 })];
    expect(judge(deploymentFacts({ deployments, pods }))).toMatchObject({ fatal: true, kind: 'crash' });
  });

  it('a failed Job is fatal at once', () => {
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'migrate', namespace: 'shop', uid: 'j1' },
      status: {
        conditions: [
          { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: 'too often' },
        ],
      },
    };
    expect(judge(deploymentFacts({ jobs: [job] }))?.line).toBe(
      'Job migrate: failed: too often (BackoffLimitExceeded)',
    );
  });
});

describe('only the newest revision counts', () => {
  const broken = { phase: 'Pending', ...waitingPod('InvalidImageName', '').status };

  it('not pods of an older ReplicaSet, nor those that are going', () => {
    expect(judge(withPod(pod(broken, { which: 'old' })))).toBeUndefined();
    expect(judge(withPod(pod(broken, { deleted: true })))).toBeUndefined();
    expect(judge(withPod(pod(broken)))?.fatal).toBe(true);
  });

  it('nothing counts until the controller has seen the newest spec', () => {
    const deployments = [deployment({ status: { observedGeneration: 1 } })];
    expect(judge(deploymentFacts({ deployments, pods: [pod(broken)] }))).toBeUndefined();
  });
});

describe('order and repetition', () => {
  const pods = [
    { ...waitingPod('ErrImagePull', 'not found') },
    { ...crashed(2, { exitCode: 1 }), metadata: { ...crashed(2, {}).metadata, name: 'b', uid: 'b' } },
    pod({ phase: 'Running' }, { name: 'c' }),
  ];
  const [first] = pods;
  const events =
    first === undefined ? [] : [event(first, 'Failed', 'image x: not found'), event(first, 'BackOff', 'x')];
  const facts = deploymentFacts({ pods, events });
  const expected = findProblems(facts, { now: NOW });

  it('make no difference', () => {
    const shuffled = <T>(items: readonly T[]): fc.Arbitrary<T[]> =>
      fc.shuffledSubarray([...items, ...items], { minLength: items.length * 2 });
    fc.assert(
      fc.property(
        shuffled(facts.pods),
        shuffled(facts.events),
        shuffled(facts.replicaSets),
        (somePods, someEvents, replicaSets) => {
          const found = findProblems(
            { ...facts, pods: somePods, events: someEvents, replicaSets },
            { now: NOW },
          );
          expect(found).toEqual(expected);
        },
      ),
    );
  });

  it('findings become fatal with time and never back', () => {
    fc.assert(
      fc.property(fc.nat(600_000), fc.nat(600_000), (a, b) => {
        const fatalAt = (now: number): number =>
          findProblems(facts, { now }).filter(({ fatal }) => fatal).length;
        expect(fatalAt(NOW + a + b)).toBeGreaterThanOrEqual(fatalAt(NOW + a));
      }),
    );
  });
});
