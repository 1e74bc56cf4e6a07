/**
 * The quantile of the standard normal distribution: an approximation by Abramowitz and Stegun, made exact by some steps
 * of Halley's method.
 */
export function normalQuantile(p: number): number {
  if (p <= 0 || p >= 1) return p <= 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  if (p < 0.5) return -normalQuantile(1 - p);
  let x = roughQuantile(1 - p);
  for (let step = 0; step < 3; step++) {
    const error = upperTail(x) - (1 - p);
    const slope = error * Math.sqrt(2 * Math.PI) * Math.exp((x * x) / 2);
    x += slope / (1 - (x * slope) / 2);
  }
  return x;
}

/** Abramowitz and Stegun, 26.2.23: good to 4.5e-4 for an upper tail up to one half. */
function roughQuantile(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  const below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308));
  return t - above / below;
}

/** The probability above x ≥ 0, by the continued fraction of Laplace, or by the series around zero. */
function upperTail(x: number): number {
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (x < 3) {
    let [term, sum] = [x, x];
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= (x * x) / (2 * n + 1);
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = x;
  for (let n = 60; n > 0; n--) fraction = x + n / fraction;
  return density / fraction;
}
