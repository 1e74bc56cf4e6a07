import { type Buckets, quantileOf } from './histogram.ts';
import type { VersionSample } from './sample.ts';

/** What one version's counters have gained since the run began. */
export interface Totals {
  readonly atMs: number;
  readonly requests: number;
  readonly errors: number;
  /** Gains by upper bound. */
  readonly buckets: ReadonlyMap<number, number>;
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
    const requests = Math.max(0, now.requests - from.requests);
    const errors = Math.max(0, now.errors - from.errors);
    const buckets: Buckets = [...now.buckets].map(([bound, count]) => [
      bound,
      Math.max(0, count - (from.buckets.get(bound) ?? 0)),
    ]);
    return {
      requests,
      // Multiplied first: 5 of 100 must be 5 % exactly.
      errorPercent: requests === 0 ? undefined : (errors * 100) / requests,
      p99: quantileOf(buckets, 0.99, this.#unitMs),
      totalRequests: now.requests,
      totalErrors: now.errors,
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
