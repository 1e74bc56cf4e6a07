import type { ContainerStatus, Pod } from '@fairlead/kube';
import type { PodSample } from '../verdict/types.ts';
import { getCanary, isPodReady, listCanaryPods, replicasOf, type Target } from './target.ts';

/** Asks how the canary's pods are. */
export async function samplePods(target: Target): Promise<PodSample> {
  const [canary, pods] = await Promise.all([getCanary(target), listCanaryPods(target)]);
  if (canary === undefined) return { ...summarizePods(0, pods), gone: true };
  return summarizePods(replicasOf(canary), pods);
}

/** Ready pods, restarts and the reason of the first container in trouble. Pure. */
export function summarizePods(desired: number, pods: readonly Pod[]): PodSample {
  const statuses = pods.flatMap((pod) => pod.status?.containerStatuses ?? []);
  const reason = statuses.map(troubleOf).find((word) => word !== undefined);
  return {
    desired,
    ready: pods.filter(isPodReady).length,
    restarts: statuses.reduce((sum, { restartCount }) => sum + (restartCount ?? 0), 0),
    ...(reason === undefined ? {} : { reason }),
  };
}

function troubleOf({ name, state, lastState }: ContainerStatus): string | undefined {
  const ended = state?.terminated ?? lastState?.terminated;
  const waiting = state?.waiting?.reason;
  if (ended !== undefined) {
    const code = ended.exitCode === undefined ? '' : `, exit code ${ended.exitCode}`;
    return `container ${name}: ${waiting ?? ended.reason ?? 'ended'}${code}`;
  }
  return waiting === undefined || waiting === 'ContainerCreating'
    ? undefined
    : `container ${name}: ${waiting}`;
}
