/** Where two numbers are as close as numbers can be. */
const EPSILON = Number.EPSILON;
const MOST_STEPS = 1000;

/** An end of a bracket: a place and the function's value there. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/**
 * A root of `f` between two places at which its signs differ, by Brent's method (Brent, "Algorithms for Minimization Without
 * Derivatives", chapter 4): inverse quadratic interpolation or a secant where that goes well, else a bisection. The steps are
 * those of R's `uniroot`, so that of a function that jumps the same place is found.
 */
export function rootOf(f: (x: number) => number, low: number, high: number, tolerance: number): number {
  let before: Point = { x: low, y: f(low) };
  let best: Point = { x: high, y: f(high) };
  let other = before;
  if (before.y === 0) return before.x;
  if (best.y === 0) return best.x;
  for (let step = 0; step < MOST_STEPS; step++) {
    const last = best.x - before.x;
    if (Math.abs(other.y) < Math.abs(best.y)) [before, best, other] = [best, other, best];
    const close = 2 * EPSILON * Math.abs(best.x) + tolerance / 2;
    const half = (other.x - best.x) / 2;
    if (Math.abs(half) <= close || best.y === 0) return best.x;
    const tried =
      Math.abs(last) >= close && Math.abs(before.y) > Math.abs(best.y)
        ? interpolated({ before, best, other, last, close })
        : undefined;
    const next = tried ?? half;
    const moved = Math.abs(next) < close ? (next > 0 ? close : -close) : next;
    before = best;
    const x = best.x + moved;
    best = { x, y: f(x) };
    if (Math.sign(best.y) === Math.sign(other.y) && best.y !== 0) other = before;
  }
  return best.x;
}

/** How far an interpolation would go from the best place; undefined where a bisection goes further. */
function interpolated({
  before,
  best,
  other,
  last,
  close,
}: {
  readonly before: Point;
  readonly best: Point;
  readonly other: Point;
  readonly last: number;
  readonly close: number;
}): number | undefined {
  const span = other.x - best.x;
  const ratio = best.y / before.y;
  let [p, q] = [span * ratio, 1 - ratio];
  if (before.x !== other.x) {
    const [a, b] = [before.y / other.y, best.y / other.y];
    p = ratio * (span * a * (a - b) - (best.x - before.x) * (b - 1));
    q = (a - 1) * (b - 1) * (ratio - 1);
  }
  if (p > 0) q = -q;
  else p = -p;
  const inside = p < 0.75 * span * q - Math.abs(close * q) / 2;
  return inside && p < Math.abs((last * q) / 2) ? p / q : undefined;
}
