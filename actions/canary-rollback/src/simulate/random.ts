/** Numbers from 0 to below 1, such as a seed gives them. */
export type Random = () => number;

/** The standard normal distribution (Box and Muller). */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Above this many the normal distribution is as good and does not take as long. */
const MANY = 60;

/** How many happen that happen `mean` times on average. */
export function poisson(random: Random, mean: number): number {
  if (mean > MANY) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const end = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > end; product *= random()) count++;
  return count;
}

/** How many of `trials` come out, each with this probability. */
export function binomial(random: Random, trials: number, probability: number): number {
  const mean = trials * probability;
  if (mean > MANY && trials - mean > MANY) {
    const drawn = Math.round(mean + Math.sqrt(mean * (1 - probability)) * normal(random));
    return Math.min(trials, Math.max(0, drawn));
  }
  if (probability >= 1) return trials;
  let count = 0;
  const step = Math.log1p(-probability);
  if (step === 0) return 0;
  for (let at = gap(random, step); at <= trials; at += gap(random, step)) count++;
  return count;
}

/** Trials up to and with the next that comes out. */
function gap(random: Random, step: number): number {
  return 1 + Math.floor(Math.log(1 - random()) / step);
}
