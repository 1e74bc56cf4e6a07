import type { Limits, Sample } from './types.ts';

/** The tolerance where evidence is not weighed: as bad as stable. */
const AS_BAD = 1;

/**
 * Whether stable has what the canary is to be blamed for, at the same time: it breaks the limit itself, or the canary is
 * not much worse. Then something else is ill, and nobody knows anything about the canary.
 */
export function suffersToo(
  canary: number,
  stable: number | undefined,
  limit: number,
  limits: Limits,
): boolean {
  if (stable === undefined) return false;
  return stable > limit || canary <= stable * (limits.evidence?.tolerance ?? AS_BAD);
}

/** What of stable's pods is not as it should be, in words; undefined when all is well, or nobody knows. */
export function stableTrouble({ stablePods }: Sample, restartsBefore: number): string | undefined {
  if (stablePods === undefined) return undefined;
  const { desired, ready, restarts } = stablePods;
  if (restarts > restartsBefore) return `stable's containers restarted too`;
  return ready < desired ? `of stable ${ready} of ${desired} were ready` : undefined;
}
