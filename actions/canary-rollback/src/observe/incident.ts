import type { Limits } from '../verdict/types.ts';
import type { Poll, Timeline } from './timeline.ts';

/** From the first bad response of a canary to its last, in seconds since the run began to observe. */
export interface Incident {
  /** The look before the one that saw it first: not later than that, and at most a look sooner than it was. */
  readonly firstBad: number;
  /** When a rule spoke. */
  readonly detected: number;
  /** When the canary's share was 0. */
  readonly lastBad: number;
}

/**
 * When users were hurt: the last unbroken row of looks in which they fared worse with the canary than with stable, up to the
 * look at which a rule spoke. Undefined for a run that no rule ended.
 */
export function incidentOf(
  { polls }: Pick<Timeline, 'polls'>,
  limits: Limits,
  trafficSeconds: number | undefined,
): Incident | undefined {
  const end = polls.at(-1);
  if (end?.decision.kind !== 'rollback' || trafficSeconds === undefined) return undefined;
  let first = polls.length - 1;
  while (first > 0 && isWorse(polls[first - 1], limits)) first--;
  const firstBad = (polls[first - 1] ?? polls[first] ?? end).sample.atMs / 1000;
  const detected = end.sample.atMs / 1000;
  return { firstBad, detected, lastBad: detected + trafficSeconds };
}

function isWorse(poll: Poll | undefined, { maxP99Ms, evidence }: Limits): boolean {
  const { canary, stable, pods } = poll?.sample ?? {};
  if (pods !== undefined && (pods.restarts > 0 || pods.ready < pods.desired)) return true;
  const errors = canary?.errorPercent ?? 0;
  if (errors > (stable?.errorPercent ?? 0) * (evidence?.tolerance ?? 1)) return true;
  const slow = (p99: { readonly ms: number; readonly atLeast: boolean } | undefined): boolean =>
    p99 !== undefined && (p99.atLeast || p99.ms > maxP99Ms);
  return slow(canary?.p99) && !slow(stable?.p99);
}
