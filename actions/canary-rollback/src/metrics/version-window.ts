import { type Buckets, latenciesOf, quantileOf } from './histogram.ts';
import type { OddAnswers, VersionSample } from './sample.ts';

/** What one version's counters have gained since the run began. */
export interface Totals {
  readonly atMs: number;
  readonly requests: number;
  /** How many of them were no users', by the rate of those whom no label tells apart. */
  readonly others: number;
  readonly errors: number;
  readonly odd: OddAnswers;
  /** Gains by upper bound. */
  readonly buckets: ReadonlyMap<number, number>;
}

/** Requests of users. Whoever got an error is taken for one; less than half a request is none. */
function usersOf(requests: number, others: number, errors: number): number {
  const users = Math.max(errors, requests - others);
  return users < 0.5 ? 0 : users;
}

/** Keeps totals and tells what happened in the last `windowMs`. */
export class VersionWindow {
  readonly #windowMs: number;
  readonly #unitMs: number;
  #history: Totals[] = [];

  constructor(windowMs: number, unitMs: number) {
    this.#windowMs = windowMs;
    this.#unitMs = unitMs;
  }

  /** Adds the newest totals and gives the sample of the window that ends with them. */
  add(now: Totals): VersionSample {
    this.#history.push(now);
    const from = this.#baseline(now);
    const errors = Math.max(0, now.errors - from.errors);
    const requests = usersOf(now.requests - from.requests, now.others - from.others, errors);
    const buckets: Buckets = [...now.buckets].map(([bound, count]) => [
      bound,
      Math.max(0, count - (from.buckets.get(bound) ?? 0)),
    ]);
    return {
      requests,
      // Multiplied first: 5 of 100 must be 5 % exactly.
      errorPercent: requests === 0 ? undefined : (errors * 100) / requests,
      p99: quantileOf(buckets, 0.99, this.#unitMs),
      totalRequests: usersOf(now.requests, now.others, now.errors),
      totalErrors: now.errors,
      odd: now.odd,
      latencies: latenciesOf([...now.buckets], this.#unitMs),
    };
  }

  /** The newest totals that are at least a window old, else the oldest; older ones are forgotten. */
  #baseline(now: Totals): Totals {
    const old = this.#history.filter(({ atMs }) => atMs <= now.atMs - this.#windowMs);
    const from = old.at(-1) ?? this.#history[0] ?? now;
    this.#history = this.#history.filter(({ atMs }) => atMs >= from.atMs);
    return from;
  }
}
