import { ExternalError, makeTar } from '@fairlead/core';
import { run, waitFor } from '@fairlead/devcluster';
import type { KubeObject } from '@fairlead/kube';
import type { OwnCluster } from './connect.ts';
import { imageOfDemo } from './objects.ts';
import type { OwnClusterOptions } from './options.ts';

const POD = { apiVersion: 'v1', kind: 'Pod', name: 'orders-can-be-pulled' };
const LIMIT_MS = 120_000;
/** What a kubelet says of a container whose image it still fetches. */
const FETCHING = new Set(['ContainerCreating', 'PodInitializing']);
const FAILURES = new Set(['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'RegistryUnavailable']);

/** The part of a pod that we read. */
export interface PulledPod extends KubeObject {
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message?: string;
    }[];
    readonly containerStatuses?: readonly {
      readonly imageID?: string;
      readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } };
    }[];
  };
}

/**
 * Pushes an image of a few bytes with docker and has one pod pull it, so that a registry that the nodes do not reach is told
 * now and not by the pipeline. The pod and the engine's copy are removed. Throws ExternalError with the kubelet's words.
 */
export async function tryPull(
  { kube }: OwnCluster,
  options: OwnClusterOptions,
  signal: AbortSignal,
): Promise<void> {
  const image = `${imageOfDemo(options.registry)}:can-be-pulled`;
  await push(image, signal);
  await kube.create(podFor(image, options.pullSecret));
  try {
    let last: PulledPod | undefined;
    const look = async (): Promise<string | undefined> => {
      last = await kube.get<PulledPod>(POD);
      return readPull(last);
    };
    const outcome = (await waitFor(look, { timeoutMs: LIMIT_MS, everyMs: 500, signal })) ?? whyWaiting(last);
    if (outcome !== PULLED) throw refused(image, outcome, options);
  } finally {
    await kube.remove(POD, { graceSeconds: 0 });
  }
}

const PULLED = 'pulled';

/** `pulled`, or why not in the kubelet's words; undefined while it is not decided. */
export function readPull(pod: PulledPod | undefined): string | undefined {
  const status = pod?.status?.containerStatuses?.[0];
  const waiting = status?.state?.waiting;
  if (status === undefined) return undefined;
  if (status.imageID) return PULLED;
  if (waiting?.reason === undefined || FETCHING.has(waiting.reason)) return undefined;
  // Whatever else keeps the container from running comes after the pull: the image has nothing to run.
  return FAILURES.has(waiting.reason) ? (waiting.message ?? waiting.reason) : PULLED;
}

function whyWaiting(pod: PulledPod | undefined): string {
  const scheduled = pod?.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  const waiting = pod?.status?.containerStatuses?.[0]?.state?.waiting;
  const said = scheduled?.status === 'False' ? scheduled.message : (waiting?.message ?? waiting?.reason);
  return `no answer after ${LIMIT_MS / 1000} s: ${said ?? 'no node has taken the pod'}`;
}

function refused(image: string, said: string, { pullSecret, namespace }: OwnClusterOptions): ExternalError {
  const secret =
    pullSecret === undefined
      ? namespace === undefined
        ? 'for a private one name a namespace with a Secret for it (--namespace, --pull-secret)'
        : 'for a private one name a Secret with --pull-secret'
      : `look at the Secret ${pullSecret}`;
  return new ExternalError({
    code: 'IMAGE_NOT_PULLED',
    message: `the nodes cannot pull ${image}: ${said}`,
    hint: `name a --registry that the nodes reach under the same name as this machine; ${secret}`,
  });
}

async function push(image: string, signal: AbortSignal): Promise<void> {
  const dockerfile = Buffer.from('FROM scratch\nCOPY nothing /nothing\n');
  const context = makeTar([
    { path: 'Dockerfile', content: dockerfile },
    { path: 'nothing', content: Buffer.from('nothing\n') },
  ]);
  const env = process.env;
  await run(['docker', 'build', '--quiet', '--tag', image, '-'], { input: context, env, signal });
  try {
    await run(['docker', 'push', '--quiet', image], { env, signal });
  } finally {
    await run(['docker', 'image', 'rm', image], { env, allowedCodes: [1] });
  }
}

function podFor(image: string, pullSecret: string | undefined): KubeObject {
  const limits = { cpu: '10m', memory: '16Mi' };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: POD.name },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      activeDeadlineSeconds: LIMIT_MS / 1000,
      ...(pullSecret === undefined ? {} : { imagePullSecrets: [{ name: pullSecret }] }),
      securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'probe',
          image,
          command: ['/nothing'],
          imagePullPolicy: 'Always',
          resources: { requests: limits, limits },
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  };
}
