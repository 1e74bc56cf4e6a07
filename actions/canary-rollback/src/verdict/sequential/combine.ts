/** The logarithm of the evidence of one metric, and its share in the whole; all shares together are 1. */
export interface Share {
  readonly log: number | undefined;
  readonly weight: number;
}

/**
 * The logarithm of the evidence of several metrics together: their weighted mean. All of them are looked at in the same
 * looks, and the mean of e-processes that know the same past is one itself, with whatever weights were chosen before.
 * (Those that stop by pasts of their own would have to be adjusted first: Choe and Ramdas, "Combining Evidence Across
 * Filtrations", arXiv 2402.09698; no adjusted one can speak before the mean does.) A metric that is not judged has no
 * evidence and takes its share all the same.
 */
export function meanEvidence(shares: readonly Share[]): number {
  return Math.log(
    shares.reduce((all, { log, weight }) => all + (log === undefined ? 0 : weight * Math.exp(log)), 0),
  );
}
