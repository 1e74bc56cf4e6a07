/** The API server's wall clock, as far as its answers tell it. A runner's own clock may be minutes off. */
export interface ServerClock {
  /** Milliseconds since the epoch; the runner's own time before the first answer. */
  now(): number;
  /** Takes the Date header of an answer that has just come. */
  learn(date: string | undefined): void;
}

/**
 * A Date header is cut to whole seconds and old by the way it came, so it tells a time that is too early, never too
 * late: of all answers the one that puts the clock furthest ahead is the nearest to the truth.
 */
export function createServerClock(local: () => number = Date.now): ServerClock {
  let ahead: number | undefined;
  return {
    now: () => local() + (ahead ?? 0),
    learn(date) {
      const told = Date.parse(date ?? '');
      if (Number.isNaN(told)) return;
      ahead = Math.max(ahead ?? Number.NEGATIVE_INFINITY, told - local());
    },
  };
}
