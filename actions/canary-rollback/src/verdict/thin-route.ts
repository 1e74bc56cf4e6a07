import type { Limits } from './types.ts';

/** Where so many requests are expected, that not one came happens to one canary of four hundred. */
const EXPECTED = 6;

/** A route by which one in a hundred of stable's requests comes would have brought thirty of them by then. */
const DUE_OF_ANY_ROUTE = 3_000;

/**
 * Whether a canary that has answered nothing can be told from one whose route hardly anybody uses. Stable's requests may come
 * past the route, by the name of its Service, and nobody counts how many do. But a route by which enough come for a verdict,
 * `minRequests` in a step, brings some of them soon; a thinner one ends as a step without data all the same, at its end.
 */
export function isNoThinRoute(
  silentMs: number,
  due: number,
  { minRequests, stepMs }: Pick<Limits, 'minRequests' | 'stepMs'>,
): boolean {
  return due >= DUE_OF_ANY_ROUTE || silentMs * minRequests >= EXPECTED * stepMs;
}
