import type { Clock } from '../ports/clock.ts';

/** A limit on the time of each part of some work. */
export interface Deadline {
  /** Aborted when the present part has taken too long. */
  readonly signal: AbortSignal;
  /** The limit that was passed, in milliseconds; undefined while all is in time. */
  passed(): number | undefined;
  /** Begins a part with a limit of its own; the one before it is over. */
  begin(ms: number): void;
  /** No limit any more. */
  stop(): void;
}

/** Makes a deadline that has not begun. */
export function createDeadline(clock: Clock): Deadline {
  const overtime = new AbortController();
  let part = new AbortController();
  let limit: number | undefined;
  const stop = (): void => part.abort();
  return {
    signal: overtime.signal,
    passed: () => limit,
    begin(ms) {
      stop();
      const own = new AbortController();
      part = own;
      const end = (): void => {
        limit = ms;
        overtime.abort();
      };
      clock.sleep(ms, own.signal).then(end, () => {}); // ended in time
    },
    stop,
  };
}
