import type { Deployment, Pod } from '@fairlead/kube';
import type { RunningPod } from '../metrics/series-reader.ts';
import type { Witness } from '../naming/witness.ts';
import { listStablePods } from './stable-pods.ts';
import { listCanaryPods, type Target } from './target.ts';

/** The pods of both versions that may answer; none on its way out. */
export async function runningPods(
  target: Target,
  stable: Deployment,
  witness: Witness = 'stable',
): Promise<readonly RunningPod[]> {
  const [own, canary] = await Promise.all([listStablePods(target, stable, witness), listCanaryPods(target)]);
  const of = (track: RunningPod['track'], pods: readonly Pod[]): readonly RunningPod[] =>
    pods
      .filter(({ status }) => status?.phase === undefined || status.phase === 'Running')
      .map((pod) => ({ track, pod }));
  return [...of('stable', own), ...of('canary', canary)];
}
