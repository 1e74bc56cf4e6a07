import type { CoreV1Api, V1Pod } from '@kubernetes/client-node';
import { waitFor } from '../system/wait.ts';

/** Whether a node could pull an image, and in whose words. */
export interface PullOutcome {
  readonly pulled: boolean;
  readonly reason: string;
}

const PULL_FAILURES = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'RegistryUnavailable',
]);

/**
 * Starts one pod with the image in the namespace `default`, looks whether it was pulled, and removes the pod.
 * What the image does when it runs does not matter.
 */
export async function probeImage(core: CoreV1Api, image: string, timeoutMs = 90_000): Promise<PullOutcome> {
  const created = await core.createNamespacedPod({
    namespace: 'default',
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
  try {
    const look = async (): Promise<PullOutcome | undefined> =>
      readPull(await core.readNamespacedPod({ namespace: 'default', name }));
    const outcome = await waitFor(look, { timeoutMs, everyMs: 500 });
    return outcome ?? { pulled: false, reason: `no answer after ${timeoutMs / 1000} s` };
  } finally {
    await core.deleteNamespacedPod({ namespace: 'default', name, gracePeriodSeconds: 0 });
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
