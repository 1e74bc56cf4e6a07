import { canaryShare, logLikelihood, type Split } from './split.ts';

/**
 * How unevenly the events of the looks fall, beside what chance alone would do. Real rates waver from look to look, each
 * version's on its own: a binomial split taken at its word then cries wolf.
 */
export interface Dispersion {
  /** Looks with events. */
  readonly looks: number;
  /** For each ratio of `FITTED`: how well it fits all looks, and Pearson's sum of squares around it. */
  readonly logLikelihoods: readonly number[];
  readonly pearson: readonly number[];
}

/** Ratios of which the best one is taken for the truth when the dispersion is measured. */
const FITTED = [0.1, 0.25, 0.5, 0.7, 1, 1.4, 2, 3, 4, 6, 9, 14, 25, 60];

/**
 * What is expected before anything was seen: the logarithm of the ratio wavers from look to look with this variance.
 * Chosen by `bench canary-detect`: less gives more false alarms when rates waver, more makes it slow.
 */
export const EXPECTED_VARIANCE = 0.15;

/** Nothing was seen yet. */
export const NO_DISPERSION: Dispersion = {
  looks: 0,
  logLikelihoods: FITTED.map(() => 0),
  pearson: FITTED.map(() => 0),
};

/** With one more look. One without events says nothing of how they fall. */
export function withLook(before: Dispersion, split: Split): Dispersion {
  const events = split.canaryEvents + split.stableEvents;
  if (events === 0) return before;
  return {
    looks: before.looks + 1,
    logLikelihoods: FITTED.map((ratio, at) => (before.logLikelihoods[at] ?? 0) + logLikelihood(split, ratio)),
    pearson: FITTED.map((ratio, at) => {
      const share = canaryShare(split, ratio);
      const expected = events * share;
      return (before.pearson[at] ?? 0) + (split.canaryEvents - expected) ** 2 / (expected * (1 - share));
    }),
  };
}

/**
 * By what the logarithm of a likelihood ratio is divided: Pearson's dispersion around the ratio that fits best, at least
 * what is expected of a look with so many events, never below 1. A likelihood ratio to a power below one keeps its
 * expectation below one (Jensen), so tempering by what is known before a look costs nothing but speed; what the look
 * itself says of the dispersion makes this a heuristic, and the bench measures it.
 */
export function temperOf(dispersion: Dispersion, split: Split, against: number): number {
  const share = canaryShare(split, against);
  const events = split.canaryEvents + split.stableEvents;
  const expected = 1 + Math.max(0, events - 1) * EXPECTED_VARIANCE * share * (1 - share);
  return Math.max(1, expected, measured(dispersion));
}

function measured({ looks, logLikelihoods, pearson }: Dispersion): number {
  if (looks < 2) return 1;
  const best = logLikelihoods.indexOf(Math.max(...logLikelihoods));
  return (pearson[best] ?? 0) / (looks - 1);
}
