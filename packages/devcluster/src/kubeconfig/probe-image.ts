import { ExternalError } from '@fairlead/core';
import type { CoreV1Api, V1Pod } from '@kubernetes/client-node';
import { waitFor } from '../system/wait.ts';
import { isNotFound, reasonOf } from './reason.ts';

/** Whether a node could pull an image, and in whose words. */
export interface PullOutcome {
  readonly pulled: boolean;
  readonly reason: string;
}

/** What is tried, and where. */
export interface PullProbe {
  readonly namespace: string;
  readonly image: string;
  /** Default 90 s. */
  readonly timeoutMs?: number;
  /** Ends the wait; the pod is removed all the same. */
  readonly signal?: AbortSignal;
}

const PULL_FAILURES = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'RegistryUnavailable',
]);

/**
 * Starts one pod with the image, looks whether it was pulled, and removes the pod. What the image does when it runs
 * does not matter. Throws what the API client throws, ExternalError when the pod stays, and when it is aborted.
 */
export async function probeImage(core: CoreV1Api, probe: PullProbe): Promise<PullOutcome> {
  const { namespace, image, timeoutMs = 90_000, signal } = probe;
  const created = await core.createNamespacedPod({
    namespace,
    body: {
      metadata: { generateName: 'fairlead-probe-', labels: { 'app.kubernetes.io/managed-by': 'fairlead' } },
      spec: {
        restartPolicy: 'Never',
        terminationGracePeriodSeconds: 0,
        activeDeadlineSeconds: Math.ceil(timeoutMs / 1000),
        containers: [{ name: 'probe', image, imagePullPolicy: 'Always' }],
      },
    },
  });
  const name = created.metadata?.name ?? '';
  let last: V1Pod = created;
  try {
    const look = async (): Promise<PullOutcome | undefined> => {
      last = await core.readNamespacedPod({ namespace, name });
      return readPull(last);
    };
    const outcome = await waitFor(look, { timeoutMs, everyMs: 500, signal });
    return outcome ?? { pulled: false, reason: `no answer after ${timeoutMs / 1000} s: ${whyWaiting(last)}` };
  } finally {
    await removePod(core, namespace, name);
  }
}

async function removePod(core: CoreV1Api, namespace: string, name: string): Promise<void> {
  try {
    await core.deleteNamespacedPod({ namespace, name, gracePeriodSeconds: 0 });
  } catch (cause) {
    if (isNotFound(cause)) return;
    throw new ExternalError({
      code: 'CLEANUP_FAILED',
      message: `the pod ${namespace}/${name} could not be removed: ${reasonOf(cause)}`,
      hint: `kubectl --namespace ${namespace} delete pod ${name}`,
      cause,
    });
  }
}

/** What a pod's status says about its image; undefined while it is not decided. */
export function readPull(pod: V1Pod): PullOutcome | undefined {
  const status = pod.status?.containerStatuses?.[0];
  if (status === undefined) return undefined;
  if (status.imageID) return { pulled: true, reason: 'pulled' };
  const waiting = status.state?.waiting;
  if (waiting?.reason === undefined || !PULL_FAILURES.has(waiting.reason)) return undefined;
  return { pulled: false, reason: waiting.message ?? waiting.reason };
}

/** Why a pod has come no further: no node takes it, or what its container waits for. */
export function whyWaiting(pod: V1Pod): string {
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  const waiting = pod.status?.containerStatuses?.[0]?.state?.waiting;
  if (scheduled?.status === 'False') return scheduled.message ?? 'no node takes the pod';
  return waiting?.message ?? waiting?.reason ?? `the pod is ${pod.status?.phase ?? 'unknown'}`;
}
