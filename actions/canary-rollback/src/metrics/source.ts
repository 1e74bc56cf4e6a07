import { CancelledError, errorMessage } from '@fairlead/core';
import { CounterBook } from './counter-book.ts';
import { askCustom, type CustomQueries, type Track, withCustom } from './custom-queries.ts';
import { hasBound } from './histogram.ts';
import type { Background } from './other-callers.ts';
import type { Prometheus, Series } from './prometheus.ts';
import { bucketQuery, countQuery, podPatterns, type QueryOptions, unitOf } from './queries.ts';
import type { VersionSample } from './sample.ts';
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
export interface SourceOptions extends QueryOptions, CustomQueries {
  /** What must be taken off by its rate, since no label tells it from users. */
  readonly background: Background;
  /** Monotonic milliseconds, also between looks that no step has made. */
  readonly now: () => number;
}

/** Reads raw counters by instant queries and works out the window itself; single numbers come from custom queries. */
export function createMetricSource(prometheus: Prometheus, options: SourceOptions): MetricSource {
  const books = { counts: new CounterBook(), buckets: new CounterBook() };
  const unitMs = unitOf(options.metric);
  const windows = {
    canary: new VersionWindow(options.windowMs, unitMs),
    stable: new VersionWindow(options.windowMs, unitMs),
  };
  const others = { canary: new PresenceClock(), stable: new PresenceClock() };
  const look = async (atMs: number, signal: AbortSignal): Promise<MetricLook> => {
    const [counts, buckets, custom] = await Promise.all([
      options.errorQuery === undefined ? prometheus.query(countQuery(options), signal) : [],
      options.latencyQuery === undefined ? prometheus.query(bucketQuery(options), signal) : [],
      askCustom(prometheus, options, signal),
    ]);
    books.counts.add(counts);
    books.buckets.add(buckets);
    const all = { counts: books.counts.totals(), buckets: books.buckets.totals() };
    const [canary, stable] = [partOf('canary', options, all), partOf('stable', options, all)];
    if (canary.counts.some((series) => isBlind(series, options)))
      return { metrics: 'down', problem: blindWords(options) };
    const sampleOf = (track: Track, gains: Gains): VersionSample => {
      const pods = podsIn(counts, track, options);
      const podSeconds = others[track].add(options.now(), pods.length);
      const total = totalsOf(atMs, gains, options, podSeconds);
      const told = {
        ...windows[track].add(total),
        pods,
        ...backgroundWords(options.background, total.others),
      };
      return withCustom(told, options, custom[track]);
    };
    return { metrics: 'ok', canary: sampleOf('canary', canary), stable: sampleOf('stable', stable) };
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
    oddities: (maxP99Ms) =>
      findOddities(options, { counts: books.counts.totals(), buckets: books.buckets.totals() }, maxP99Ms),
  };
}

/** What counters and buckets have gained, series by series. */
interface Gains {
  readonly counts: readonly Series[];
  readonly buckets: readonly Series[];
}

function partOf(track: Track, options: SourceOptions, { counts, buckets }: Gains): Gains {
  const mine = isOf(track, options);
  return { counts: counts.filter(mine), buckets: buckets.filter(mine) };
}

function isOf(track: Track, { workload, podLabel }: SourceOptions): (series: Series) => boolean {
  const canaryPod = new RegExp(`^${podPatterns(workload).canary}$`);
  return ({ labels }) => canaryPod.test(labels[podLabel] ?? '') === (track === 'canary');
}

/** The pods of a version that have answered: a series that begins at zero says nothing of its pod. */
function podsIn(counts: readonly Series[], track: Track, options: SourceOptions): readonly string[] {
  const pods = counts
    .filter(isOf(track, options))
    .filter(({ value }) => value > 0)
    .map(({ labels }) => labels[options.podLabel] ?? '');
  return [...new Set(pods)].sort();
}

/** Seconds that pods were there, added up over all of them. */
class PresenceClock {
  #lastMs: number | undefined;
  #seconds = 0;

  add(atMs: number, pods: number): number {
    this.#seconds += ((atMs - (this.#lastMs ?? atMs)) / 1000) * pods;
    this.#lastMs = atMs;
    return this.#seconds;
  }
}

function backgroundWords({ of }: Background, others: number): Pick<VersionSample, 'background'> {
  if (of.length === 0) return {};
  return {
    background: `about ${Math.round(others)} requests so far are taken for those of ${of.join(', ')}`,
  };
}

function findOddities(
  options: SourceOptions,
  { counts, buckets }: Gains,
  maxP99Ms: number,
): readonly string[] {
  const { metric, workload, namespace, errorQuery, latencyQuery } = options;
  const bounds = buckets.map(({ labels }) => boundOf(labels));
  const absent = (suffix: string): string =>
    `${metric}_${suffix} has no request of a user for pods of ${workload} in namespace ${namespace} yet`;
  const blurred = bounds.length > 0 && !hasBound(bounds, maxP99Ms, unitOf(metric));
  return [
    ...(errorQuery === undefined && counts.length === 0 ? [absent('count')] : []),
    ...(latencyQuery === undefined && bounds.length === 0 ? [absent('bucket')] : []),
    ...(blurred ? [`${metric} has no bucket at ${maxP99Ms} ms: near it the P99 is a guess`] : []),
  ];
}

function totalsOf(
  atMs: number,
  { counts, buckets }: Gains,
  { statusLabel, background }: SourceOptions,
  podSeconds: number,
): Totals {
  const sum = (series: readonly Series[]): number => series.reduce((all, { value }) => all + value, 0);
  const byBound = new Map<number, number>();
  for (const { labels, value } of buckets) {
    const bound = boundOf(labels);
    byBound.set(bound, (byBound.get(bound) ?? 0) + value);
  }
  const failed = counts.filter(({ labels }) => /^5/.test(labels[statusLabel] ?? ''));
  const requests = sum(counts);
  const others = Math.min(requests, podSeconds * background.perPodPerSecond);
  return { atMs, requests, others, errors: sum(failed), buckets: byBound };
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
