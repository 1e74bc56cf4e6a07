import { CancelledError, type Clock } from '@fairlead/core';

/** A clock that moves only when somebody sleeps, so an hour of waiting takes no time. */
export interface FakeClock extends Clock {
  /** Does something when the time has come, before the sleeper of that moment wakes. `ms` counts from the start. */
  at(ms: number, act: () => void | Promise<void>): void;
}

/** Starts at the given wall clock; `monotonic` starts at 0. */
export function createFakeClock(wall: number = Date.parse('2026-01-01T00:00:00Z')): FakeClock {
  let elapsed = 0;
  let plans: { readonly ms: number; readonly act: () => void | Promise<void> }[] = [];
  return {
    now: () => wall + elapsed,
    monotonic: () => elapsed,
    at: (ms, act) => void plans.push({ ms, act }),
    async sleep(ms, signal) {
      throwIfAborted(signal);
      const until = elapsed + ms;
      const due = plans.filter((plan) => plan.ms <= until).sort((a, b) => a.ms - b.ms);
      plans = plans.filter((plan) => plan.ms > until);
      for (const plan of due) {
        elapsed = Math.max(elapsed, plan.ms);
        await plan.act();
        throwIfAborted(signal);
      }
      elapsed = until;
      await Promise.resolve();
    },
  };
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new CancelledError('waiting');
}
