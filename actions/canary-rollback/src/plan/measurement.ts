import type { Target } from '../cluster/target.ts';
import { errorWords } from '../metrics/failed-status.ts';
import type { Family } from '../metrics/family.ts';
import type { Matcher } from '../metrics/matchers.ts';
import type { Prometheus, Series } from '../metrics/prometheus.ts';
import type { SeriesReader } from '../metrics/series-reader.ts';
import type { Witness } from '../naming/witness.ts';
import type { RunPlan } from './inspect.ts';

/** A plan whose numbers are known to be there. */
export type MeasuredPlan = RunPlan & { readonly measured: Measurement };

/** What will be measured, and where: found before any user sees the canary. */
export interface Measurement {
  /** For people: `the pods' own metrics`. */
  readonly place: string;
  /** The same with what is counted and what counts as an error. */
  readonly words: string;
  /** Undefined: the user's queries give all there is. */
  readonly family: Family | undefined;
  /** Labels of stable's counters, with their paths. */
  readonly labels: readonly Series['labels'][];
  /** How often a minute a pod of stable is scraped; undefined where nobody knows. */
  readonly scrapesPerMinute: number | undefined;
  /** How often we read each pod ourselves; undefined where we do not. */
  readonly ownReads: OwnReads | undefined;
  /** By whose connection the run asks, which bears more than that of the checks; `path` patterns of who is no user are among the matchers. */
  readonly open: (target: Target, matchers: readonly Matcher[], witness: Witness) => MetricReaders;
}

/** Our own GETs of a pod's metrics. */
export interface OwnReads {
  readonly path: string;
  readonly perSecond: number;
}

/** Who is asked for numbers. */
export interface MetricReaders {
  /** Reads the counters. */
  readonly reader: SeriesReader;
  /** Answers the user's queries. */
  readonly prometheus?: Prometheus | undefined;
}

/** What is measured and what counts as an error, in one line. */
export function measurementWords(
  { place, family }: Pick<Measurement, 'place' | 'family'>,
  { errors, errorQuery, latencyQuery }: Pick<CanaryQueries, 'errors' | 'errorQuery' | 'latencyQuery'>,
): string {
  const name = family === undefined ? 'error-query and latency-query' : family.name;
  const failed =
    errorQuery === undefined && family !== undefined
      ? `errors are ${errorWords(errors, family.protocol)} by its label ${family.statusLabel}`
      : 'errors are what error-query says';
  const unknown = latencyQuery === undefined && family?.buckets === undefined;
  const latency =
    unknown || isUnjudged(latencyQuery)
      ? `; ${unknown ? 'it has no latency, so ' : ''}latency is not judged`
      : '';
  const told = family?.told === undefined ? '' : `; its label ${family.told.label} tells the versions apart`;
  const native = family?.native !== undefined && latencyQuery === undefined ? NATIVE : '';
  return `measured by ${name} of ${place}; ${failed}${told}${latency}${native}`;
}

const NATIVE = '; its histogram is a native one, so latency is interpolated within its buckets';

/** A query that says that latency is not to be judged. */
export function isUnjudged(query: string | undefined): boolean {
  return query !== undefined && /^\s*vector\(0\)\s*$/.test(query);
}

interface CanaryQueries {
  readonly errors: readonly string[];
  readonly errorQuery: string | undefined;
  readonly latencyQuery: string | undefined;
}
