import { type Dispersion, NO_DISPERSION, temperOf, withLook } from './dispersion.ts';
import { beginEProcess, type EProcess, logEvidence, withStrata } from './e-process.ts';
import { noHarm, SEVERE_HARM } from './hypotheses.ts';
import { type RouteTrials, withRoutes } from './route-trials.ts';
import { type Counts, gainBetween, type IsOwnRoute, type Totals } from './tally.ts';

/** One kind of event over a whole run, through all its steps: is the canary worse than stable, or surely not much worse? */
export interface Trial {
  readonly first: Totals;
  /** Up to where looks were taken. */
  readonly last: Totals;
  readonly dispersion: Dispersion;
  readonly harm: EProcess;
  readonly safe: EProcess;
  /** Single routes, once one of them had events. */
  readonly routes?: RouteTrials | undefined;
}

/** What comes after these totals is weighed. */
export function beginTrial(first: Totals, tolerance: number): Trial {
  return {
    first,
    last: first,
    dispersion: NO_DISPERSION,
    harm: beginEProcess(noHarm(tolerance)),
    safe: beginEProcess(SEVERE_HARM),
  };
}

/** With the next look; a look in which one version gained nothing is taken together with the one after it. */
export function withTotals(trial: Trial, now: Totals, tolerance: number, isOwn?: IsOwnRoute): Trial {
  const gain = gainBetween(trial.last, now, isOwn);
  if (gain === undefined) return trial;
  const { whole, strata } = gain;
  // Rates that waver do so on all routes together, so a look is tempered as a whole.
  const dispersion = withLook(trial.dispersion, whole);
  const next = (process: EProcess, hypothesis: typeof SEVERE_HARM): EProcess =>
    withStrata(process, strata, hypothesis, temperOf(dispersion, whole, hypothesis.against));
  const harm = next(trial.harm, noHarm(tolerance));
  const bet = { whole: logEvidence(harm, noHarm(tolerance)), tolerance, dispersion };
  const routes = withRoutes(trial.routes, gain.routes, bet);
  return {
    first: trial.first,
    last: now,
    dispersion,
    harm,
    safe: next(trial.safe, SEVERE_HARM),
    ...(routes === undefined ? {} : { routes }),
  };
}

/** The logarithm of the evidence that the canary is more than `tolerance` times worse than stable, on all routes together. */
export function harmOf({ harm }: Trial, tolerance: number): number {
  return logEvidence(harm, noHarm(tolerance));
}

/** The logarithm of the evidence that the canary is less than three times worse than stable. */
export function safetyOf({ safe }: Trial): number {
  return logEvidence(safe, SEVERE_HARM);
}

/** What both versions did since the trial began. */
export function sumOf({ first, last }: Trial): Counts {
  return {
    canaryRequests: last.canaryRequests - first.canaryRequests,
    stableRequests: last.stableRequests - first.stableRequests,
    canaryEvents: last.canaryEvents - first.canaryEvents,
    stableEvents: last.stableEvents - first.stableEvents,
  };
}
