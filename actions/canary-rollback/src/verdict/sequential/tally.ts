import type { Split } from './split.ts';

/** Requests and events of both versions since the run began. */
export interface Totals {
  readonly canaryRequests: number;
  readonly stableRequests: number;
  readonly canaryEvents: number;
  readonly stableEvents: number;
}

/** What the two versions have gained between two looks; undefined as long as one of them has gained nothing. */
export function splitBetween(before: Totals, now: Totals): Split | undefined {
  const gained = (key: keyof Totals): number => Math.max(0, now[key] - before[key]);
  const canaryRequests = gained('canaryRequests');
  const stableRequests = gained('stableRequests');
  if (canaryRequests < 1 || stableRequests < 1) return undefined;
  return {
    canaryRequests,
    stableRequests,
    canaryEvents: gained('canaryEvents'),
    stableEvents: gained('stableEvents'),
  };
}
