/**
 * What one look adds: requests of both versions, and how many of them were events (errors, or slow answers).
 *
 * Given that an event happened, it came from the canary with a probability that only the ratio of the two rates decides,
 * whatever the common rate does meanwhile (Lindon and Malek, "Anytime-Valid Inference for Multinomial Count Data",
 * arXiv 2011.03567). So rush hours, bursts that both versions have, and steps of the weight need no reset.
 */
export interface Split {
  readonly canaryRequests: number;
  readonly stableRequests: number;
  readonly canaryEvents: number;
  readonly stableEvents: number;
}

/** The probability that an event is the canary's, if its rate is `ratio` times stable's. */
export function canaryShare({ canaryRequests, stableRequests }: Split, ratio: number): number {
  return (canaryRequests * ratio) / (canaryRequests * ratio + stableRequests);
}

/** How much likelier a look's events are at one ratio than at another, as a logarithm. */
export function logLikelihoodRatio(split: Split, ratio: number, against: number): number {
  return logLikelihood(split, ratio) - logLikelihood(split, against);
}

/** The logarithm of the likelihood of a look's events, up to a constant. */
export function logLikelihood(split: Split, ratio: number): number {
  const share = canaryShare(split, ratio);
  return timesLog(split.canaryEvents, share) + timesLog(split.stableEvents, 1 - share);
}

/** No event has a likelihood of one, also where it would be impossible. */
function timesLog(events: number, probability: number): number {
  return events === 0 ? 0 : events * Math.log(probability);
}
