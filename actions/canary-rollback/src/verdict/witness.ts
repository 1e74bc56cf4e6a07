import { ownEntry } from '@fairlead/core';
import { type EventName, eventsIn } from './answers.ts';
import { isOwnRoute } from './own-route.ts';
import type { Limits, Sample } from './types.ts';

/** The tolerance where evidence is not weighed: as bad as stable. */
const AS_BAD = 1;

/**
 * Whether stable has what the canary is to be blamed for, at the same time: it breaks the limit itself, or the canary is
 * not much worse. Then something else is ill, and nobody knows anything about the canary.
 */
export function suffersToo(
  canary: number,
  stable: number | undefined,
  limit: number,
  limits: Limits,
): boolean {
  if (stable === undefined) return false;
  return stable > limit || canary <= stable * (limits.evidence?.tolerance ?? AS_BAD);
}

/** So much of the canary's requests must be on routes of which stable's errors are known. */
const MOST = 0.9;

/**
 * The share of stable's requests in percent to which something would have happened, if it were asked for each route as often
 * as the canary is: one that gets most of a route that fails, or is slow, for all is not worse for that. Undefined where no
 * label names routes, or too few of them are told.
 */
export function stableAskedAlike(
  { canary, stable }: Pick<Sample, 'canary' | 'stable'>,
  name: EventName,
  limits: Pick<Limits, 'maxP99Ms'>,
): number | undefined {
  const asked = Object.entries(canary?.routes ?? {}).flatMap(([route, { requests }]) => {
    const beside = ownEntry(stable?.routes, route);
    const events = beside === undefined ? undefined : eventsIn(beside, name, limits);
    if (beside === undefined || events === undefined || beside.requests === 0) return [];
    const all = stable?.totalRequests ?? beside.requests;
    const isOwn = isOwnRoute(name, { events, requests: beside.requests, all });
    // To a route of the version's own doing any request may come, so its events are as frequent as among all of stable's.
    return [
      {
        requests,
        events: isOwn
          ? ((canary?.totalRequests ?? requests) * events) / all
          : (requests * events) / beside.requests,
      },
    ];
  });
  const requests = asked.reduce((sum, each) => sum + each.requests, 0);
  if (requests === 0 || requests < MOST * (canary?.totalRequests ?? requests)) return undefined;
  return (asked.reduce((sum, each) => sum + each.events, 0) * 100) / requests;
}

/** What of stable's pods is not as it should be, in words; undefined when all is well, or nobody knows. */
export function stableTrouble({ stablePods }: Sample, restartsBefore: number): string | undefined {
  if (stablePods === undefined) return undefined;
  const { desired, ready, restarts } = stablePods;
  if (restarts > restartsBefore) return `stable's containers restarted too`;
  return ready < desired ? `of stable ${ready} of ${desired} were ready` : undefined;
}
