/** The alternative: so many times fewer events than the limit. */
const FEWER = 5;

/**
 * The logarithm of the evidence that events are rarer than `limit`, a share of requests: a likelihood ratio against the
 * limit, so it may be looked at as often as one likes. Clean requests add to it, each event takes more away.
 */
export function logWithin(events: number, requests: number, limit: number): number {
  if (limit <= 0 || limit >= 1) return 0;
  const fewer = limit / FEWER;
  return (requests - events) * Math.log((1 - fewer) / (1 - limit)) + events * Math.log(fewer / limit);
}
