import type { Pod } from '@fairlead/kube';
import type { Family } from './family.ts';
import { boundOf, restartsOf } from './pods-reader.ts';
import type { Prometheus, Series } from './prometheus.ts';
import {
  bucketQuery,
  countQuery,
  nativeBucketQuery,
  PROGRAM_LABELS,
  podPatterns,
  type QueryOptions,
  routeBucketQuery,
  startQuery,
} from './queries.ts';
import { hasPath, RouteNames } from './routes.ts';
import type { Life, RawSeries, SeriesReader } from './series-reader.ts';

/** What reading Prometheus takes. */
export interface PrometheusReaderOptions extends QueryOptions {
  /** Undefined: nothing is counted, the user's queries give all there is. */
  readonly family: Family | undefined;
  /** Bounds at which a native histogram is asked for, in its unit. */
  readonly bounds: readonly number[];
  /** The limit of the latency, in the unit of the buckets' bounds. */
  readonly limitBound: number;
  /** The pods of both versions as the cluster has them, for their restarts. */
  readonly pods: () => Promise<readonly Pod[]>;
}

/** Reads the raw counters by instant queries. */
export function createPrometheusReader(
  prometheus: Prometheus,
  options: PrometheusReaderOptions,
): SeriesReader {
  const { family, podLabel, workload, routeLabel, limitBound } = options;
  const isCanary = new RegExp(`^${podPatterns(workload).canary}$`);
  const programOf = (labels: Series['labels']): string =>
    PROGRAM_LABELS.map((label) => labels[label] ?? '')
      .join(' ')
      .trim();
  const routes = new RouteNames();
  const routeOf = (labels: Series['labels']): Pick<RawSeries, 'route' | 'pathless'> => {
    if (routeLabel === undefined) return {};
    const route = routes.nameOf(labels);
    return { ...(route === '' ? {} : { route }), ...(hasPath(labels) ? {} : { pathless: true }) };
  };
  const bucketsOf = (buckets: string): string =>
    family?.native === undefined
      ? bucketQuery(options, buckets)
      : nativeBucketQuery(options, buckets, options.bounds);
  const routeBucketsOf = (buckets: string, label: string): string =>
    family?.native === undefined
      ? routeBucketQuery({ ...options, routeLabel: label }, buckets, limitBound)
      : nativeBucketQuery(options, buckets, [limitBound], label);
  let restarts: ReadonlyMap<string, number> = new Map();
  let first: ReadonlySet<string> | undefined;
  return {
    place: `Prometheus at ${prometheus.url}`,
    replicas: true,
    async read(wanted, signal) {
      if (family === undefined) return { counts: [], buckets: [], routeBuckets: [], unread: [] };
      const { buckets } = family;
      const ask = (query: string): Promise<readonly Series[]> => prometheus.query(query, signal);
      const isRouted = wanted.counts && wanted.buckets && buckets !== undefined && routeLabel !== undefined;
      const [counts, bounds, byRoute, starts] = await Promise.all([
        wanted.counts ? ask(countQuery(options, family)) : [],
        wanted.buckets && buckets !== undefined ? ask(bucketsOf(buckets)) : [],
        isRouted ? ask(routeBucketsOf(buckets, routeLabel)) : [],
        ask(startQuery(options)),
        options.pods().then(
          (pods) => {
            restarts = new Map(pods.map((pod) => [pod.metadata.name, restartsOf(pod)]));
            first ??= new Set(restarts.keys());
          },
          () => undefined, // a cluster that is away is told by who asks it for the pods' health
        ),
      ]);
      const startedAt = new Map(
        starts.map(({ labels, value }) => [`${labels[podLabel]} ${programOf(labels)}`, value]),
      );
      const raw = ({ labels, value }: Series): RawSeries => {
        const pod = labels[podLabel] ?? '';
        const from = programOf(labels);
        const life: Life = { startedAt: startedAt.get(`${pod} ${from}`), restarts: restarts.get(pod) };
        const track = isCanary.test(pod) ? 'canary' : 'stable';
        return { track, pod, from, life, value, old: first?.has(pod) === true };
      };
      const bucket = (series: Series): RawSeries => ({
        ...raw(series),
        bound: boundOf(series.labels['le'] ?? ''),
      });
      return {
        counts: counts.map((series) => ({
          ...raw(series),
          ...routeOf(series.labels),
          status: series.labels[family.statusLabel] ?? '',
        })),
        buckets: bounds.map(bucket),
        routeBuckets: byRoute
          .map((series) => ({ ...bucket(series), ...routeOf(series.labels) }))
          .filter(({ route }) => route !== undefined),
        unread: [],
      };
    },
  };
}
