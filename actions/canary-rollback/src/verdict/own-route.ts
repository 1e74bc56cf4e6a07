import type { EventName } from './answers.ts';

/** Where more than this share of stable's answers are so, one of which all are so would not even be 1.5 times worse. */
const MOST = 2 / 3;

/** So many standard deviations above it is no chance: of ten requests all must be so. */
const SURE = 2;

/** Of all requests of stable, in percent: more of them on one route are an outage, which is no version's doing. */
const OUTAGE_PERCENT: Readonly<Record<EventName, number>> = {
  errors: 1,
  slow: 1,
  // No outage makes clients ask for what is not there, or go elsewhere; a version that knows no path does.
  refused: 100,
  redirected: 100,
  strange: 100,
};

/** What stable answered on a route: so often it happened, of so many requests, of so many on all routes. */
export interface StableOnRoute {
  readonly events: number;
  readonly requests: number;
  readonly all: number;
}

/**
 * Whether a route may be the version's own doing, and not what users ask for. Libraries file requests that found no path, that
 * were sent elsewhere or that failed early under a route of its own (`NOT_FOUND`, `/*`, `unmatched`). Stable fails most
 * of what comes there, so a version that fails all would be no worse on that route, and be asked for it more often.
 */
export function isOwnRoute(name: EventName, { events, requests, all }: StableOnRoute): boolean {
  const expected = MOST * requests;
  const isMost = events - expected > SURE * Math.sqrt(expected * (1 - MOST));
  return isMost && events * 100 <= OUTAGE_PERCENT[name] * all;
}
