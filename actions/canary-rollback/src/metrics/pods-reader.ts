import { ExternalError, mapLimited } from '@fairlead/core';
import type { Kube, Pod } from '@fairlead/kube';
import { askPod, type Silence } from './ask-pod.ts';
import type { Family } from './family.ts';
import { boundFor } from './histogram.ts';
import { fitsAll, type Matcher } from './matchers.ts';
import type { MetricsPlace } from './metrics-place.ts';
import type { Series } from './prometheus.ts';
import { hasPath, RouteNames } from './routes.ts';
import type {
  Life,
  RawLook,
  RawSeries,
  RunningPod,
  SeriesReader,
  UnreadPod,
  Wanted,
} from './series-reader.ts';

/** So many pods are asked side by side. */
const SIDE_BY_SIDE = 16;

/** What reading pods takes. */
export interface PodsReaderOptions {
  readonly kube: Pick<Kube, 'proxyGet' | 'now'>;
  /** The pods of both versions that may answer. */
  readonly pods: () => Promise<readonly RunningPod[]>;
  /** Where a pod is asked; undefined when it cannot be told. */
  readonly placeOf: (pod: Pod) => MetricsPlace | undefined;
  readonly family: Family;
  /** What a series must fit to count. */
  readonly matchers: readonly Matcher[];
  /** The limit of the latency, in the unit of the buckets' bounds. */
  readonly limitBound: number;
  /** For one pod. */
  readonly timeoutMs: number;
}

/** Reads the raw counters from the pods' own metrics, through the API server. */
export function createPodsReader(options: PodsReaderOptions): SeriesReader {
  const { kube, pods, placeOf, family, limitBound, timeoutMs } = options;
  const names = [family.counter, family.buckets, START].filter((name) => name !== undefined);
  const fits = fitsAll(options.matchers);
  const routes = new RouteNames();
  let known: ReadonlySet<string> | undefined;
  let begunAt = 0;
  return {
    place: "the pods' own metrics",
    replicas: false,
    async read(wanted, signal) {
      begunAt ||= kube.now();
      const running = await pods();
      const asked = await mapLimited(running, SIDE_BY_SIDE, async ({ track, pod }) => {
        const at = placeOf(pod);
        const said =
          at === undefined
            ? { why: 'it has several ports or none, and none named metrics' }
            : await askPod(kube, pod, at, {
                timeoutMs,
                signal,
                wanted: (name) => names.includes(name),
              }).catch(silenceOf);
        return { track, pod, said };
      });
      known ??= new Set(running.map(({ pod }) => pod.metadata.name));
      const isOld = (pod: Pod): boolean =>
        known?.has(pod.metadata.name) === true || Date.parse(pod.metadata.creationTimestamp ?? '') < begunAt;
      return lookOf(
        asked.map((each) => ({ ...each, old: each.track === 'stable' && isOld(each.pod) })),
        family,
        wanted,
        { fits, routes, limitBound },
      );
    },
  };
}

/** One pod that cannot be asked for a moment hides no other. */
function silenceOf(error: unknown): Silence {
  if (!(error instanceof ExternalError) || !error.retryable) throw error;
  return { why: error.message };
}

const START = 'process_start_time_seconds';

interface Asked extends RunningPod {
  readonly said: Awaited<ReturnType<typeof askPod>>;
  readonly old: boolean;
}

/** @throws ExternalError when none of a version's pods gave metrics: a version without a pod is no trouble of theirs. */
function lookOf(
  asked: readonly Asked[],
  family: Family,
  wanted: Wanted,
  {
    fits,
    routes,
    limitBound,
  }: {
    readonly fits: ReturnType<typeof fitsAll>;
    readonly routes: RouteNames;
    readonly limitBound: number;
  },
): RawLook {
  const counts: RawSeries[] = [];
  const buckets: RawSeries[] = [];
  const routeBuckets: RawSeries[] = [];
  const unread: UnreadPod[] = [];
  for (const { track, pod, said, old } of asked) {
    const name = pod.metadata.name;
    if ('why' in said) {
      unread.push({ track, pod: name, why: said.why });
      continue;
    }
    const life: Life = { startedAt: startOf(said), restarts: restartsOf(pod) };
    const base = { track, pod: name, from: '', life, old };
    const own = said.filter(({ labels }) => fits(labels));
    if (wanted.counts)
      for (const sum of summed(own, family.counter, family.statusLabel, routes))
        counts.push({
          ...base,
          status: sum.key,
          ...(sum.route === '' ? {} : { route: sum.route }),
          ...(sum.pathless ? { pathless: true } : {}),
          value: sum.value,
        });
    if (!wanted.buckets || family.buckets === undefined) continue;
    for (const { key: le, value } of summed(own, family.buckets, 'le'))
      buckets.push({ ...base, bound: boundOf(le), value });
    const limit = boundFor(boundsIn(own, family.buckets), limitBound);
    const told = own.filter(({ labels }) => isToldByRoute(boundOf(labels['le'] ?? ''), limit));
    for (const { key: le, route, value } of summed(told, family.buckets, 'le', routes))
      if (route !== '') routeBuckets.push({ ...base, bound: boundOf(le), route, value });
  }
  failWithoutAnyone(asked, unread);
  return { counts, buckets, routeBuckets, unread };
}

/** How many were slow is all that is told of a route: what lies at the limit, or nearest above it, and all. */
function isToldByRoute(bound: number, limit: number | undefined): boolean {
  return bound === Number.POSITIVE_INFINITY || bound === limit;
}

function boundsIn(series: readonly Series[], buckets: string): readonly number[] {
  return series
    .filter(({ labels }) => labels['__name__'] === buckets)
    .map(({ labels }) => boundOf(labels['le'] ?? ''));
}

function failWithoutAnyone(asked: readonly Asked[], unread: readonly UnreadPod[]): void {
  const [first] = unread;
  if (first === undefined || unread.length < asked.length) return;
  throw new ExternalError({
    code: 'CANARY_PODS_SILENT',
    message: `no pod gave metrics: ${first.pod}: ${first.why}`,
    hint: 'check metrics-port and metrics-path, or let a Prometheus be asked: prometheus-service or prometheus-url',
    retryable: true,
  });
}

interface Sum {
  /** Value of the label. */
  readonly key: string;
  readonly route: string;
  readonly value: number;
  /** A part of it has no label for what was asked. */
  readonly pathless: boolean;
}

/** Sums by the value of one label, and by route when asked; a pod has one process, whose counters begin again together. */
function summed(series: readonly Series[], name: string, label: string, routes?: RouteNames): readonly Sum[] {
  const sums = new Map<string, Sum>();
  for (const { labels, value } of series) {
    if (labels['__name__'] !== name || !Number.isFinite(value)) continue;
    const key = labels[label] ?? '';
    const route = routes?.nameOf(labels) ?? '';
    const id = JSON.stringify([key, route]);
    const before = sums.get(id);
    const pathless = before?.pathless === true || !hasPath(labels);
    sums.set(id, { key, route, value: (before?.value ?? 0) + value, pathless });
  }
  return [...sums.values()];
}

function startOf(series: readonly Series[]): number | undefined {
  return series.find(({ labels }) => labels['__name__'] === START)?.value;
}

/** How often a pod's containers were restarted. */
export function restartsOf({ status }: Pod): number {
  return (status?.containerStatuses ?? []).reduce((sum, { restartCount }) => sum + (restartCount ?? 0), 0);
}

/** The upper bound of a bucket by its label `le`. */
export function boundOf(le: string): number {
  return le === '' || /^\+?Inf$/i.test(le) ? Number.POSITIVE_INFINITY : Number(le);
}
