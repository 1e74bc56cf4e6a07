import { ROLLOUT, type Rollout, stepOfRollout } from '@fairlead/kube';
import type { Target } from '../cluster/target.ts';

/** Names the Rollout of the workload. */
export function refOfRollout({ namespace, workload }: Target) {
  return { ...ROLLOUT, namespace, name: workload };
}

/** The Rollout; undefined when there is none, or no such kind. */
export function getRollout(target: Target): Promise<Rollout | undefined> {
  return target.kube.get<Rollout>(refOfRollout(target));
}

/** Whether all pods are those of the newest template, and nothing is left to decide. */
export function isPromoted({ status = {} }: Rollout): boolean {
  return status.currentPodHash !== undefined && status.currentPodHash === status.stableRS;
}

/** `step 2 of 5, 25 % to the new version`. */
export function placeWords(rollout: Rollout): string {
  const at = stepOfRollout(rollout);
  const weight = weightOf(rollout);
  const parts = [
    ...(at === undefined ? [] : [`step ${Math.min(at.index + 1, at.count)} of ${at.count}`]),
    ...(weight === undefined ? [] : [`${weight} % to the new version`]),
  ];
  return parts.join(', ');
}

/** The share of the new version in percent; undefined where the controller does not tell. */
export function weightOf(rollout: Rollout): number | undefined {
  if (isPromoted(rollout)) return 100;
  if (rollout.status?.abort === true) return 0;
  const told = rollout.status?.canary?.weights?.canary?.weight;
  if (told !== undefined) return told;
  const at = stepOfRollout(rollout);
  if (at === undefined) return undefined;
  const done = (rollout.spec.strategy?.canary?.steps ?? []).slice(0, at.index + 1);
  return done.findLast(({ setWeight }) => setWeight !== undefined)?.setWeight ?? 0;
}
