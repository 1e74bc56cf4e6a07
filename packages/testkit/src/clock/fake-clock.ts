import { CancelledError, type Clock } from '@fairlead/core';

/** A clock that moves only when everybody sleeps, so an hour of waiting takes no time. */
export interface FakeClock extends Clock {
  /** Does something when the time has come, before the sleeper of that moment wakes. `ms` counts from the start. */
  at(ms: number, act: () => void | Promise<void>): void;
  /** Moves time by hand, for code that measures without sleeping. */
  advance(ms: number): void;
  /** Every span that was slept, in order of asking. */
  readonly sleeps: readonly number[];
}

/** Something that happens at a moment. Plans come before sleepers of the same moment. */
interface Moment {
  readonly ms: number;
  readonly kind: 'plan' | 'sleeper';
  happen(): void | Promise<void>;
}

/** Starts at the given wall clock; `monotonic` starts at 0. Sleepers at the same time share one time line. */
export function createFakeClock(wall: number = Date.parse('2026-01-01T00:00:00Z')): FakeClock {
  let elapsed = 0;
  let moments: Moment[] = [];
  let turning = false;
  const sleeps: number[] = [];

  const turn = async (): Promise<void> => {
    turning = true;
    while (moments.some((moment) => moment.kind === 'sleeper')) {
      await new Promise((done) => setImmediate(done)); // whoever can still run runs before time moves
      const next = moments.toSorted(byTime)[0];
      if (next === undefined) break;
      moments = moments.filter((moment) => moment !== next);
      elapsed = Math.max(elapsed, next.ms);
      await next.happen();
    }
    turning = false;
  };

  return {
    now: () => wall + elapsed,
    monotonic: () => elapsed,
    sleeps,
    at: (ms, act) => void moments.push({ ms, kind: 'plan', happen: act }),
    advance: (ms) => {
      elapsed += ms;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) return reject(new CancelledError('waiting'));
        sleeps.push(ms);
        const onAbort = (): void => {
          moments = moments.filter((moment) => moment !== sleeper);
          reject(new CancelledError('waiting'));
        };
        const sleeper: Moment = {
          ms: elapsed + ms,
          kind: 'sleeper',
          happen: () => {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        moments.push(sleeper);
        if (!turning) turn().catch(reject); // a plan that throws fails the sleeper
      }),
  };
}

function byTime(a: Moment, b: Moment): number {
  return a.ms - b.ms || Number(a.kind === 'sleeper') - Number(b.kind === 'sleeper');
}
