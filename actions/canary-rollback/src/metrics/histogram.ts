import type { Latencies, Quantile } from './sample.ts';

/** Cumulative counts by upper bound; the bound of the last bucket is infinite. */
export type Buckets = readonly (readonly [bound: number, count: number])[];

/**
 * The quantile by linear interpolation in its bucket, as Prometheus' `histogram_quantile` does; exact at a bound, so a
 * limit that is a bound is judged exactly. Bounds are in units of `unitMs` milliseconds. Undefined without observations, and
 * without the infinite bound: whatever took longer than the largest would be nothing.
 */
export function quantileOf(buckets: Buckets, quantile: number, unitMs: number): Quantile | undefined {
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  const [last, total] = sorted.at(-1) ?? [Number.POSITIVE_INFINITY, 0];
  if (total <= 0 || Number.isFinite(last)) return undefined;
  const rank = quantile * total;
  const at = sorted.findIndex(([, count]) => count >= rank);
  const [lower, below] = sorted[at - 1] ?? [0, 0];
  const [bound, count] = sorted[at] ?? [Number.POSITIVE_INFINITY, total];
  if (!Number.isFinite(bound)) return { ms: lower * unitMs, atLeast: true };
  const share = (rank - below) / (count - below);
  return { ms: (lower + (bound - lower) * share) * unitMs, atLeast: false };
}

/** How far the bounds lie apart at which a native histogram is asked for, as powers of two from the limit. */
const POWERS = [-6, -5, -4, -3, -2, -1, 0, 1, 2];

/** Bounds to ask a native histogram for: the limit itself, so that it is judged there, and some around it for the P99. */
export function boundsAround(limit: number): readonly number[] {
  return POWERS.map((power) => limit * 2 ** power);
}

/** Whether the limit is one of the bounds; else a quantile near it is a guess between two buckets. */
export function hasBound(bounds: readonly number[], limitMs: number, unitMs: number): boolean {
  return bounds.some((bound) => isAt(bound * unitMs, limitMs));
}

/** Whether two bounds are one, in whatever unit both have. */
export function isSameBound(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-9 * Math.abs(other);
}

/** Bounds in seconds are not whole milliseconds by a rounding error. */
function isAt(boundMs: number, limitMs: number): boolean {
  return Math.abs(boundMs - limitMs) < 1e-6;
}

/** The buckets in milliseconds; undefined where there are none, or none that has all requests. */
export function latenciesOf(buckets: Buckets, unitMs: number): Latencies | undefined {
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  const last = sorted.at(-1);
  if (last === undefined || Number.isFinite(last[0])) return undefined;
  const finite = sorted.filter(([bound]) => Number.isFinite(bound));
  return {
    requests: last[1],
    within: finite.map(([bound, count]) => [Number((bound * unitMs).toPrecision(12)), count] as const),
  };
}

/** The P99 of the requests between two looks, in milliseconds; undefined without requests. `from`: none, so all of them. */
export function p99Between(from: Latencies | undefined, to: Latencies | undefined): Quantile | undefined {
  if (to === undefined) return undefined;
  const before = new Map(from?.within);
  const gained = to.within.map(([ms, count]) => [ms, Math.max(0, count - (before.get(ms) ?? 0))] as const);
  const all = Math.max(0, to.requests - (from?.requests ?? 0));
  return quantileOf([...gained, [Number.POSITIVE_INFINITY, all]], 0.99, 1);
}

/**
 * How many requests surely took longer than the limit: longer than the nearest bound that is not below it, as 2.5 s for a
 * limit of 2 s. Undefined without such a bound, so that nobody knows.
 */
export function slowerThan({ requests, within }: Latencies, limitMs: number): number | undefined {
  const nearest = boundFor(
    within.map(([ms]) => ms),
    limitMs,
  );
  const at = within.find(([ms]) => ms === nearest);
  return at === undefined ? undefined : Math.max(0, requests - at[1]);
}

/** The nearest of the finite bounds that is not below a limit in the same unit; undefined without one. */
export function boundFor(bounds: readonly number[], limit: number): number | undefined {
  const above = bounds.filter(
    (bound) => Number.isFinite(bound) && (bound >= limit || isSameBound(bound, limit)),
  );
  return above.length === 0 ? undefined : Math.min(...above);
}

/** The same among the bounds that both have: what is compared must be counted alike. */
export function sharedBound(
  one: Latencies | undefined,
  other: Latencies | undefined,
  limitMs: number,
): number | undefined {
  const others = new Set(other?.within.map(([ms]) => ms));
  const both = (one?.within ?? []).map(([ms]) => ms).filter((ms) => others.has(ms));
  return boundFor(both, limitMs);
}
