import { CancelledError, errorMessage } from '@fairlead/core';
import { CounterBook } from './counter-book.ts';
import { askCustom, type CustomQueries, type Track, withCustom } from './custom-queries.ts';
import { answerKindBy } from './failed-status.ts';
import type { Family } from './family.ts';
import { boundFor, hasBound } from './histogram.ts';
import type { Background } from './other-callers.ts';
import type { Prometheus } from './prometheus.ts';
import type { QueryOptions } from './queries.ts';
import { routesOf } from './routes.ts';
import type { OddAnswers, VersionSample } from './sample.ts';
import type { RawSeries, SeriesReader, UnreadPod } from './series-reader.ts';
import { type Totals, VersionWindow } from './version-window.ts';

/** One look at both versions. */
export type MetricLook =
  | { readonly metrics: 'ok'; readonly canary: VersionSample; readonly stable: VersionSample }
  | { readonly metrics: 'down'; readonly problem: string };

/** Where the numbers of both versions come from. */
export interface MetricSource {
  /** Never throws for a Prometheus that gives no usable answer: that is `down`. The first look only sets the baseline. */
  look(atMs: number, signal: AbortSignal): Promise<MetricLook>;
  /** Takes a look, and leaves out all that the canary answered by then: those who asked were no users. */
  forgetCanary(signal: AbortSignal): Promise<void>;
  /** What is odd about the series seen so far, compared with what the rules need. */
  oddities(maxP99Ms: number): readonly string[];
}

/** What a source is made of. */
export interface SourceOptions extends Omit<QueryOptions, 'matchers'>, CustomQueries {
  /** What is counted; undefined: nothing is, the user's queries give all there is. */
  readonly family: Family | undefined;
  /** Statuses that count as errors. */
  readonly errors: readonly string[];
  /** What must be taken off by its rate, since no label tells it from users. */
  readonly background: Background;
  /** The same for a canary that has lost the label by which stable's are told. */
  readonly backgroundWithoutPaths?: Background | undefined;
  /** The limit of the latency, by which slow answers are told by route. */
  readonly limitMs: number;
  /** Monotonic milliseconds, also between looks that no step has made. */
  readonly now: () => number;
}

/** Where a source takes its numbers from. */
export interface SourceParts {
  readonly reader: SeriesReader;
  /** Who answers the user's own queries. */
  readonly prometheus?: Prometheus | undefined;
}

/** Reads raw counters and works out the window itself; single numbers come from custom queries. */
export function createMetricSource(
  { reader, prometheus }: SourceParts,
  options: SourceOptions,
): MetricSource {
  const { family } = options;
  const books = {
    counts: new CounterBook(reader),
    buckets: new CounterBook(reader),
    routeBuckets: new CounterBook(reader),
  };
  const unitMs = family?.unitMs ?? 1;
  const windows = {
    canary: new VersionWindow(options.windowMs, unitMs),
    stable: new VersionWindow(options.windowMs, unitMs),
  };
  const others = { canary: new PresenceClock(), stable: new PresenceClock() };
  const wanted = {
    counts: options.errorQuery === undefined,
    buckets: options.latencyQuery === undefined,
  };
  const isLatencyKnown = wanted.buckets ? family?.buckets !== undefined : prometheus !== undefined;
  const look = async (atMs: number, signal: AbortSignal): Promise<MetricLook> => {
    const [{ counts, buckets, routeBuckets, unread }, custom] = await Promise.all([
      reader.read(wanted, signal),
      prometheus === undefined ? NO_CUSTOM : askCustom(prometheus, options, signal),
    ]);
    books.counts.add(counts);
    books.buckets.add(buckets);
    books.routeBuckets.add(routeBuckets);
    const gains = { counts: books.counts.totals(), buckets: books.buckets.totals() };
    // Where stable has them too they are the metric's way, and are weighed with all else that is odd.
    const isUsual = counts.some((series) => series.track === 'stable' && isBlind(series));
    if (family !== undefined && !isUsual && partOf('canary', gains).counts.some(isBlind))
      return { metrics: 'down', problem: blindWords(family) };
    const routes = routesOf({
      counts: gains.counts,
      buckets: books.routeBuckets.totals(),
      kindOf: answerKindBy(options.errors, family?.protocol ?? 'http'),
      unitMs,
      limitMs: options.limitMs,
    });
    const past = books.counts.history().filter(({ track }) => track === 'stable');
    const { failed: _, ...usual } = answersIn(past, options);
    const sampleOf = (track: Track): VersionSample => {
      const mine = partOf(track, gains);
      const silent = unread.filter((each) => each.track === track);
      const pods = podsIn(
        counts.filter((series) => series.track === track),
        silent,
      ).filter(
        (pod) => track === 'stable' || mine.counts.some((series) => series.pod === pod && series.value > 0),
      );
      const podSeconds = others[track].add(options.now(), pods.length);
      const background = track === 'canary' ? backgroundOfCanary(options, gains.counts) : options.background;
      const total = totalsOf(atMs, mine, { ...options, background }, podSeconds);
      const told = {
        ...windows[track].add(total),
        ...(family?.told === undefined ? { pods } : {}), // a mesh does not say which pod answered
        ...(routes[track] === undefined ? {} : { routes: routes[track] }),
        ...(silent.length === 0
          ? {}
          : { unread: Object.fromEntries(silent.map(({ pod, why }) => [pod, why])) }),
        ...(track === 'stable' && usual.requests > 0 ? { usual } : {}),
        ...(isLatencyKnown ? {} : { latencyUnknown: true as const }),
        ...backgroundWords(background, total.others),
      };
      return withCustom(told, options, custom[track]);
    };
    return { metrics: 'ok', canary: sampleOf('canary'), stable: sampleOf('stable') };
  };
  const tryLook = async (atMs: number, signal: AbortSignal): Promise<MetricLook> => {
    try {
      return await look(atMs, signal);
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      return { metrics: 'down', problem: errorMessage(error) };
    }
  };
  return {
    look: tryLook,
    async forgetCanary(signal) {
      await tryLook(0, signal);
      for (const book of Object.values(books)) book.forgetCanary();
      windows.canary = new VersionWindow(options.windowMs, unitMs);
      others.canary = new PresenceClock();
    },
    oddities: (maxP99Ms) =>
      findOddities(options, { counts: books.counts.totals(), buckets: books.buckets.totals() }, maxP99Ms),
  };
}

const NO_CUSTOM = {
  canary: { error: undefined, latency: undefined },
  stable: { error: undefined, latency: undefined },
} as const;

/** What counters and buckets have gained, series by series. */
interface Gains {
  readonly counts: readonly RawSeries[];
  readonly buckets: readonly RawSeries[];
}

function partOf(track: Track, { counts, buckets }: Gains): Gains {
  const mine = (series: RawSeries): boolean => series.track === track;
  return { counts: counts.filter(mine), buckets: buckets.filter(mine) };
}

/** The pods that have answered users and can be read: a series that begins at zero says nothing of its pod. */
function podsIn(counts: readonly RawSeries[], unread: readonly UnreadPod[]): readonly string[] {
  const silent = new Set(unread.map(({ pod }) => pod));
  const pods = counts.filter(({ value, pod }) => value > 0 && !silent.has(pod)).map(({ pod }) => pod);
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
  { family, workload, namespace, errorQuery, latencyQuery }: SourceOptions,
  { counts, buckets }: Gains,
  maxP99Ms: number,
): readonly string[] {
  if (family === undefined) return [];
  const { name, counter, unitMs } = family;
  const bounds = buckets.map(({ bound }) => bound ?? Number.POSITIVE_INFINITY);
  const absent = (what: string): string =>
    `${what} has no request of a user for pods of ${workload} in namespace ${namespace} yet`;
  const blurred = bounds.length > 0 && !hasBound(bounds, maxP99Ms, unitMs);
  const nearest = boundFor(bounds, maxP99Ms / unitMs);
  const weighed =
    nearest === undefined
      ? 'slow answers are not weighed as evidence'
      : `only answers slower than its next bucket, ${nearest * unitMs} ms, are weighed as evidence`;
  return [
    ...(errorQuery === undefined && counts.length === 0 ? [absent(counter)] : []),
    ...(latencyQuery === undefined && family.buckets !== undefined && bounds.length === 0
      ? [absent(family.buckets)]
      : []),
    ...(blurred
      ? [`${name} has no bucket at ${maxP99Ms} ms: near it the P99 is a guess, and ${weighed}`]
      : []),
  ];
}

function totalsOf(
  atMs: number,
  { counts, buckets }: Gains,
  options: SourceOptions,
  podSeconds: number,
): Totals {
  const byBound = new Map<number, number>();
  for (const { bound = Number.POSITIVE_INFINITY, value } of buckets)
    byBound.set(bound, (byBound.get(bound) ?? 0) + value);
  const { requests, failed, ...odd } = answersIn(counts, options);
  const others = Math.min(requests, podSeconds * options.background.perPodPerSecond);
  return { atMs, requests, others, errors: failed, odd, buckets: byBound };
}

/** How many requests there were, and what became of those that were not plainly good. */
function answersIn(
  counts: readonly RawSeries[],
  { errors, family }: Pick<SourceOptions, 'errors' | 'family'>,
): OddAnswers & { readonly requests: number; readonly failed: number } {
  const kindOf = answerKindBy(errors, family?.protocol ?? 'http');
  const sums = { requests: 0, failed: 0, refused: 0, redirected: 0, strange: 0 };
  for (const { status = '', value } of counts) {
    const kind = kindOf(status);
    sums.requests += value;
    if (kind !== 'good') sums[kind] += value;
  }
  return sums;
}

/** A label that only stable has tells nothing of the canary's probes: they would be taken for users. */
function backgroundOfCanary(
  { background, backgroundWithoutPaths }: SourceOptions,
  counts: readonly RawSeries[],
): Background {
  const isLost =
    counts.some(({ track, route }) => track === 'stable' && route !== undefined) &&
    counts.some(({ track, pathless, value }) => track === 'canary' && pathless === true && value > 0);
  return isLost ? (backgroundWithoutPaths ?? background) : background;
}

/** A counted series whose requests nobody can tell good from bad: never to be taken for good ones. */
function isBlind({ status = '', value }: RawSeries): boolean {
  return value > 0 && status === '';
}

function blindWords({ counter, statusLabel }: Family): string {
  return `${counter} of the canary has no label ${statusLabel} (input status-label), so errors cannot be told`;
}
