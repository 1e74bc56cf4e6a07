import { slowerThan } from '../metrics/histogram.ts';
import type { Latencies, OddAnswers, VersionSample } from '../metrics/sample.ts';

/** What may happen to a request. */
export type EventName = 'errors' | 'refused' | 'redirected' | 'strange' | 'slow';

/** What became of requests since the run began, of a version or of one of its routes; undefined where nobody knows. */
export interface Answers {
  readonly requests: number | undefined;
  readonly errors: number | undefined;
  readonly odd?: OddAnswers | undefined;
  readonly latencies?: Latencies | undefined;
}

/** Those of a whole version: users' requests where they are counted, else all that the buckets have. */
export function answersOf({ totalRequests, totalErrors, odd, latencies }: VersionSample): Answers {
  return { requests: totalRequests ?? latencies?.requests, errors: totalErrors, odd, latencies };
}

/** How often it happened; undefined where nobody knows. */
export function eventsIn(
  { errors, odd, latencies }: Answers,
  name: EventName,
  { maxP99Ms }: { readonly maxP99Ms: number },
): number | undefined {
  switch (name) {
    case 'errors':
      return errors;
    case 'slow':
      return latencies === undefined ? undefined : slowerThan(latencies, maxP99Ms);
    default:
      return odd?.[name];
  }
}
