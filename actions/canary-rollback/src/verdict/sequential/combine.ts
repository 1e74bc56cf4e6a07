/**
 * The logarithm of the evidence of several metrics together: their mean. All of them are looked at in the same looks, and
 * the mean of e-processes that know the same past is one itself. (Those that stop by pasts of their own would have to be
 * adjusted first: Choe and Ramdas, "Combining Evidence Across Filtrations", arXiv 2402.09698; with two metrics no
 * adjusted one can speak before the mean does.) A metric that is not judged has no evidence and takes its share all the same.
 */
export function meanEvidence(logs: readonly (number | undefined)[]): number {
  const sum = logs.reduce<number>((all, log) => all + (log === undefined ? 0 : Math.exp(log)), 0);
  return Math.log(sum / logs.length);
}
