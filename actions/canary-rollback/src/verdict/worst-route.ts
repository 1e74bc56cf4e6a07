import { ownEntry } from '@fairlead/core';
import { answersOf, type EventName, eventsIn } from './answers.ts';
import type { Limits, Sample } from './types.ts';
import { percentWords } from './words.ts';

/** Fewer events than this are no pattern. */
const FEWEST = 4;

/** A route with more of the canary's requests than this is the whole service. */
const WHOLE = 0.9;

const WORDS: Readonly<Record<EventName, string>> = {
  errors: 'errors',
  slow: 'slow answers',
  refused: '4xx answers',
  redirected: '3xx answers',
  strange: 'answers whose status is none',
};

/**
 * The route to which it happened, for people: the one that has most of the canary's errors, or of what else is spoken of;
 * undefined where no label names routes, where it happens everywhere, or where there is no other route.
 */
export function worstRouteWords(
  { canary, stable }: Pick<Sample, 'canary' | 'stable'>,
  event: EventName,
  limits: Pick<Limits, 'maxP99Ms'>,
): string | undefined {
  if (canary === undefined) return undefined;
  const all = eventsIn(answersOf(canary), event, limits) ?? 0;
  const routes = Object.entries(canary.routes ?? {}).map(([name, counts]) => {
    return { name, requests: counts.requests, events: eventsIn(counts, event, limits) ?? 0 };
  });
  const worst = routes.toSorted((a, b) => b.events - a.events)[0];
  if (worst === undefined || worst.events < FEWEST || 2 * worst.events < all) return undefined;
  const { name, requests, events } = worst;
  if (requests > WHOLE * (canary.totalRequests ?? requests)) return undefined;
  const beside = ownEntry(stable?.routes, name);
  const theirs = beside === undefined ? undefined : eventsIn(beside, event, limits);
  const witness =
    beside === undefined || theirs === undefined || beside.requests === 0
      ? ''
      : `, stable ${Math.round(theirs)} of ${Math.round(beside.requests)}`;
  return `most ${WORDS[event]} on ${name} (${Math.round(events)} of ${Math.round(requests)}, ${percentWords((100 * events) / requests)}${witness})`;
}
