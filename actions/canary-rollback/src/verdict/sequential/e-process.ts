import { logLikelihoodRatio, type Split } from './split.ts';

/**
 * What is tested, and by which alternatives: the canary's rate is at most `against` times stable's (or at least, when the
 * ratios of the mixture lie below it). The weights of the mixture add up to one.
 */
export interface Hypothesis {
  readonly against: number;
  readonly mixture: readonly { readonly ratio: number; readonly weight: number }[];
  /** The share of belief in "from the first look on"; the rest is spread over the looks at which it may begin later. */
  readonly fromTheStart: number;
}

/** What is remembered from look to look: for each ratio of the mixture, the logarithm of its evidence. */
export interface EProcess {
  readonly looks: number;
  readonly logs: readonly number[];
}

/** No look yet. */
export function beginEProcess({ mixture }: Hypothesis): EProcess {
  return { looks: 0, logs: mixture.map(() => Number.NEGATIVE_INFINITY) };
}

/**
 * One look more. The evidence is a mixture of likelihood ratios over a finite grid of ratios and over the look at which
 * the difference begins: at no time its expectation exceeds one while the hypothesis holds, so it reaches 1/α with a
 * probability of at most α, however often one looks (Lindon and Malek, arXiv 2011.03567; for strata, such as looks with
 * other weights, Turner and Grünwald, arXiv 2302.11401).
 */
export function withSplit(before: EProcess, split: Split, hypothesis: Hypothesis, temper: number): EProcess {
  return withStrata(before, [split], hypothesis, temper);
}

/** The same of a look that is taken apart: given the events of each stratum, only the ratio decides whose they are. */
export function withStrata(
  before: EProcess,
  strata: readonly Split[],
  hypothesis: Hypothesis,
  temper: number,
): EProcess {
  const begins = Math.log(beginningAt(before.looks, hypothesis.fromTheStart));
  const logs = hypothesis.mixture.map(({ ratio }, at) => {
    const gain = strata.reduce(
      (sum, split) => sum + logLikelihoodRatio(split, ratio, hypothesis.against) / temper,
      0,
    );
    return logSum([before.logs[at] ?? Number.NEGATIVE_INFINITY, begins]) + gain;
  });
  return { looks: before.looks + 1, logs };
}

/** The logarithm of the evidence against the hypothesis; 0 before the first look. */
export function logEvidence({ looks, logs }: EProcess, { mixture }: Hypothesis): number {
  if (looks === 0) return 0;
  return logSum(mixture.map(({ weight }, at) => Math.log(weight) + (logs[at] ?? Number.NEGATIVE_INFINITY)));
}

/** The belief that it begins with this look: 1/(n(n+1)) adds up to one. */
function beginningAt(looks: number, fromTheStart: number): number {
  return looks === 0 ? fromTheStart : (1 - fromTheStart) / (looks * (looks + 1));
}

/** The logarithm of a sum of numbers that are given as logarithms. */
export function logSum(logs: readonly number[]): number {
  const highest = Math.max(...logs);
  if (!Number.isFinite(highest)) return highest;
  return highest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - highest), 0));
}
