import type { Quantile } from './sample.ts';

/** Cumulative counts by upper bound; the bound of the last bucket is infinite. */
export type Buckets = readonly (readonly [bound: number, count: number])[];

/**
 * The quantile by linear interpolation in its bucket, as Prometheus' `histogram_quantile` does; exact at a bound, so a
 * limit that is a bound is judged exactly. Bounds are in units of `unitMs` milliseconds. Undefined without observations.
 */
export function quantileOf(buckets: Buckets, quantile: number, unitMs: number): Quantile | undefined {
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  const total = sorted.at(-1)?.[1] ?? 0;
  if (total <= 0) return undefined;
  const rank = quantile * total;
  const at = sorted.findIndex(([, count]) => count >= rank);
  const [lower, below] = sorted[at - 1] ?? [0, 0];
  const [bound, count] = sorted[at] ?? [Number.POSITIVE_INFINITY, total];
  if (!Number.isFinite(bound)) return { ms: lower * unitMs, atLeast: true };
  const share = (rank - below) / (count - below);
  return { ms: (lower + (bound - lower) * share) * unitMs, atLeast: false };
}

/** Whether the limit is one of the bounds; else a quantile near it is a guess between two buckets. */
export function hasBound(bounds: readonly number[], limitMs: number, unitMs: number): boolean {
  return bounds.some((bound) => Math.abs(bound * unitMs - limitMs) < 1e-6);
}
