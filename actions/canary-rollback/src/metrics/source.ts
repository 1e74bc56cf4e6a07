import { CancelledError, errorMessage } from '@fairlead/core';
import type { VersionSample } from '../verdict/types.ts';
import { CounterBook } from './counter-book.ts';
import { hasBound } from './histogram.ts';
import type { Prometheus, Series } from './prometheus.ts';
import { bucketQuery, countQuery, fillQuery, podPatterns, type QueryOptions, unitOf } from './queries.ts';
import { type Totals, VersionWindow } from './version-window.ts';

/** One look at both versions. */
export type MetricLook =
  | { readonly metrics: 'ok'; readonly canary: VersionSample; readonly stable: VersionSample }
  | { readonly metrics: 'down'; readonly problem: string };

/** Where the numbers of both versions come from. */
export interface MetricSource {
  /** Never throws for a Prometheus that gives no usable answer: that is `down`. The first look only sets the baseline. */
  look(atMs: number, signal: AbortSignal): Promise<MetricLook>;
  /** What is odd about the series seen so far, compared with what the rules need. */
  oddities(maxP99Ms: number): readonly string[];
}

/** What a source is made of. */
export interface SourceOptions extends QueryOptions {
  readonly windowMs: number;
  /** PromQL for the share of failed requests, 0 to 1, instead of the counters. */
  readonly errorQuery: string | undefined;
  /** PromQL for the P99 in seconds, instead of the buckets. */
  readonly latencyQuery: string | undefined;
}

type Track = 'canary' | 'stable';
const TRACKS: readonly Track[] = ['canary', 'stable'];

/** Reads raw counters by instant queries and works out the window itself; single numbers come from custom queries. */
export function createMetricSource(prometheus: Prometheus, options: SourceOptions): MetricSource {
  const counts = new CounterBook();
  const buckets = new CounterBook();
  const unitMs = unitOf(options.metric);
  const windows = {
    canary: new VersionWindow(options.windowMs, unitMs),
    stable: new VersionWindow(options.windowMs, unitMs),
  };
  const patterns = podPatterns(options.workload);
  const canaryPod = new RegExp(`^${patterns.canary}$`);
  const trackOf = ({ labels }: Series): Track =>
    canaryPod.test(labels[options.podLabel] ?? '') ? 'canary' : 'stable';

  const ask = async (query: string | undefined, track: Track, signal: AbortSignal) => {
    if (query === undefined) return undefined;
    const window = `${Math.ceil(options.windowMs / 1000)}s`;
    const { namespace } = options;
    const series = await prometheus.query(
      fillQuery(query, { namespace, pods: patterns[track], window }),
      signal,
    );
    return singleValue(series);
  };
  const counted = async (query: string, wanted: boolean, signal: AbortSignal): Promise<readonly Series[]> =>
    wanted ? prometheus.query(query, signal) : [];

  const look = async (atMs: number, signal: AbortSignal): Promise<MetricLook> => {
    const [countSeries, bucketSeries, ...custom] = await Promise.all([
      counted(countQuery(options), options.errorQuery === undefined, signal),
      counted(bucketQuery(options), options.latencyQuery === undefined, signal),
      ...TRACKS.map((track) => ask(options.errorQuery, track, signal)),
      ...TRACKS.map((track) => ask(options.latencyQuery, track, signal)),
    ]);
    counts.add(countSeries);
    buckets.add(bucketSeries);
    const blind = counts.totals().some((series) => trackOf(series) === 'canary' && isBlind(series, options));
    if (blind) return { metrics: 'down', problem: blindWords(options) };
    const sampleOf = (track: Track): VersionSample => {
      const mine = (series: Series): boolean => trackOf(series) === track;
      const totals = totalsOf(
        atMs,
        counts.totals().filter(mine),
        buckets.totals().filter(mine),
        options.statusLabel,
      );
      const sample = windows[track].add(totals);
      const at = TRACKS.indexOf(track);
      return withCustom(sample, options, { error: custom[at], latency: custom[at + TRACKS.length] });
    };
    return { metrics: 'ok', canary: sampleOf('canary'), stable: sampleOf('stable') };
  };
  return {
    async look(atMs, signal) {
      try {
        return await look(atMs, signal);
      } catch (error) {
        if (error instanceof CancelledError) throw error;
        return { metrics: 'down', problem: errorMessage(error) };
      }
    },
    oddities: (maxP99Ms) => {
      const bounds = buckets.totals().map(({ labels }) => boundOf(labels));
      const where = `for pods of ${options.workload} in namespace ${options.namespace}`;
      const absent = (suffix: string): string => `Prometheus has no ${options.metric}_${suffix} ${where} yet`;
      const noCounts = options.errorQuery === undefined && counts.totals().length === 0;
      const noBuckets = options.latencyQuery === undefined && bounds.length === 0;
      const blurred = bounds.length > 0 && !hasBound(bounds, maxP99Ms, unitMs);
      return [
        ...(noCounts ? [absent('count')] : []),
        ...(noBuckets ? [absent('bucket')] : []),
        ...(blurred ? [`${options.metric} has no bucket at ${maxP99Ms} ms: near it the P99 is a guess`] : []),
      ];
    },
  };
}

/** The value of a custom query; nothing, several series, NaN or an infinity are no data, not a number to guess from. */
function singleValue(series: readonly Series[]): number | undefined {
  const value = series.length === 1 ? series[0]?.value : undefined;
  return Number.isFinite(value) ? value : undefined;
}

function withCustom(
  sample: VersionSample,
  options: SourceOptions,
  custom: { readonly error: number | undefined; readonly latency: number | undefined },
): VersionSample {
  const errors =
    options.errorQuery === undefined
      ? {}
      : {
          requests: undefined,
          totalRequests: undefined,
          totalErrors: undefined,
          errorPercent: custom.error === undefined ? undefined : custom.error * 100,
        };
  const p99 = custom.latency === undefined ? undefined : { ms: custom.latency * 1000, atLeast: false };
  return { ...sample, ...errors, ...(options.latencyQuery === undefined ? {} : { p99 }) };
}

function totalsOf(
  atMs: number,
  counts: readonly Series[],
  buckets: readonly Series[],
  statusLabel: string,
): Totals {
  const sum = (series: readonly Series[]): number => series.reduce((all, { value }) => all + value, 0);
  const byBound = new Map<number, number>();
  for (const { labels, value } of buckets) {
    const bound = boundOf(labels);
    byBound.set(bound, (byBound.get(bound) ?? 0) + value);
  }
  const failed = counts.filter(({ labels }) => /^5/.test(labels[statusLabel] ?? ''));
  return { atMs, requests: sum(counts), errors: sum(failed), buckets: byBound };
}

/** A counted series whose requests nobody can tell good from bad: never to be taken for good ones. */
function isBlind({ labels, value }: Series, { statusLabel }: SourceOptions): boolean {
  return value > 0 && (labels[statusLabel] ?? '') === '';
}

function blindWords({ metric, statusLabel }: SourceOptions): string {
  return `${metric}_count of the canary has no label ${statusLabel} (input status-label), so errors cannot be told`;
}

function boundOf(labels: Readonly<Record<string, string>>): number {
  const le = labels['le'] ?? '+Inf';
  return le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
}
