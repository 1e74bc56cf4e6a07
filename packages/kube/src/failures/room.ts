import type { Facts } from '../facts/facts.ts';
import { timeOf } from '../facts/facts.ts';

/** A pod that has not ended this long after its grace period hangs with its node: nothing comes of waiting for it. */
const STUCK_MS = 60_000;

/** What the rollout itself sets free: old pods that end give back quota, nodes and volumes. */
export interface Room {
  /** How many pods are ending at this moment, whoever they belong to. */
  readonly ending: number;
  /** When the last one was gone, in milliseconds since the epoch; undefined when none was seen to end. */
  readonly freedAt: number | undefined;
}

/** Counts what is about to be free. Pure. */
export function roomOf({ ending, freedAt }: Facts, now: number): Room {
  const alive = ending.filter(({ metadata }) => {
    const due = timeOf(metadata.deletionTimestamp); // the moment at which the pod was to have ended
    return due === undefined || now - due < STUCK_MS;
  });
  return { ending: alive.length, freedAt };
}

/** Since when nothing was in the way any more. Pure. */
export function sinceFreed(since: number, { freedAt }: Room): number {
  return freedAt === undefined ? since : Math.max(since, freedAt);
}
