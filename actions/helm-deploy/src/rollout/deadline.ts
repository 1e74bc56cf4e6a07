import type { Clock } from '@fairlead/core';

/** One limit for hooks, waiting and the roll back together. */
export interface Deadline {
  /** Milliseconds left for the upgrade; the shares of the roll back and of the smoke test are kept. */
  upgradeMs(): number;
  /** Milliseconds left for all; at least a little, for a roll back must be tried even when the time is over. */
  rollbackMs(): number;
}

const SHORTEST_ROLLBACK_MS = 10_000;

/** Starts the time. A quarter of it, at most a minute, is kept for the roll back, and `smokeMs` for a smoke test. */
export function startDeadline(clock: Clock, totalMs: number, smokeMs = 0): Deadline {
  const end = clock.monotonic() + totalMs;
  const kept = Math.min(totalMs / 4, 60_000);
  return {
    upgradeMs: () => Math.max(0, end - kept - smokeMs - clock.monotonic()),
    rollbackMs: () => Math.max(SHORTEST_ROLLBACK_MS, end - clock.monotonic()),
  };
}
