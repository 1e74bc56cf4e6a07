import { normalQuantile } from './normal-quantile.ts';
import { rootOf } from './root.ts';

/** By how much one side lies above the other. */
export interface Shift {
  /** The Hodges-Lehmann estimate, and the interval around it. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** R's own tolerance of this test. */
const TOLERANCE = 1e-4;

/**
 * The shift of `x` against `y` with its confidence interval: the rank sum test of Mann, Whitney and Wilcoxon turned round, by
 * its normal approximation with corrections for ties and continuity, as R's `wilcox.test(x, y, exact = FALSE, conf.int = TRUE)`.
 * Undefined where all values are the same.
 */
export function shiftOf(x: readonly number[], y: readonly number[], confidence: number): Shift | undefined {
  const [least, most] = [Math.min(...x) - Math.max(...y), Math.max(...x) - Math.min(...y)];
  if (x.length === 0 || y.length === 0 || least === most) return undefined;
  const z = normalQuantile(1 - (1 - confidence) / 2);
  const end = (quantile: number): number => {
    const f = (shift: number): number => rankScore(x, y, shift) - quantile;
    if (f(least) <= 0) return least;
    return f(most) >= 0 ? most : rootOf(f, least, most, TOLERANCE);
  };
  return { estimate: end(0), low: end(z), high: end(-z) };
}

/** How far the rank sum of `x`, moved down by `shift`, lies from what chance would do, in standard deviations. */
export function rankScore(x: readonly number[], y: readonly number[], shift: number): number {
  const all = [
    ...x.map((value) => ({ value: value - shift, own: true })),
    ...y.map((value) => ({ value, own: false })),
  ];
  all.sort((a, b) => a.value - b.value);
  let [sum, ties] = [0, 0];
  for (let from = 0, to = 0; from < all.length; from = to) {
    while (to < all.length && all[to]?.value === all[from]?.value) to++;
    const count = to - from;
    const rank = (from + to + 1) / 2;
    for (let at = from; at < to; at++) if (all[at]?.own === true) sum += rank;
    ties += count ** 3 - count;
  }
  const [m, n] = [x.length, y.length];
  const distance = sum - (m * (m + 1)) / 2 - (m * n) / 2;
  const deviation = Math.sqrt(((m * n) / 12) * (m + n + 1 - ties / ((m + n) * (m + n - 1))));
  return (distance - Math.sign(distance) * 0.5) / deviation;
}
