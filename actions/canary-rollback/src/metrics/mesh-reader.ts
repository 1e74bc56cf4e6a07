import type { Destination, Family } from './family.ts';
import { type Matcher, matcherText } from './matchers.ts';
import { boundOf } from './pods-reader.ts';
import type { Prometheus, Series } from './prometheus.ts';
import { PROGRAM_LABELS, SCRAPER_LABELS } from './queries.ts';
import type { RawSeries, SeriesReader } from './series-reader.ts';

/** A family that a mesh or gateway counts. */
export type MeshFamily = Omit<Family, 'told'> & { readonly told: Destination };

/** Whose requests are counted. */
export interface MeshOptions {
  readonly namespace: string;
  /** What the destinations of both versions are called. */
  readonly names: Readonly<Record<RawSeries['track'], string>>;
  /** Label with the pod that counted: a proxy's. */
  readonly podLabel: string;
  /** What else a series must fit to count. */
  readonly matchers: readonly Matcher[];
}

/** Reads what a mesh or gateway counted of both versions, by instant queries. Which of a version's pods answered is not known. */
export function createMeshReader(
  prometheus: Prometheus,
  family: MeshFamily,
  options: MeshOptions,
): SeriesReader {
  const { told, counter, buckets, statusLabel } = family;
  const isCanary = new RegExp(`^(?:${told.pattern(options.namespace, options.names.canary)})$`);
  const programLabels = [options.podLabel, ...PROGRAM_LABELS];
  const raw = ({ labels, value }: Series): RawSeries => ({
    track: isCanary.test(labels[told.label] ?? '') ? 'canary' : 'stable',
    pod: '',
    from: programLabels.map((label) => labels[label] ?? '').join(' '),
    value,
    life: {},
    lasting: true,
  });
  const both = destinations(told, options, ['stable', 'canary']);
  const ask = (name: string, label: string, signal: AbortSignal): Promise<readonly Series[]> => {
    const by = [told.label, label, ...programLabels].join(', ');
    const summed = `sum by (${by}, ${SCRAPER_LABELS.join(', ')}) (${name}${both})`;
    return prometheus.query(`max by (${by}) (${summed})`, signal);
  };
  return {
    place: `Prometheus at ${prometheus.url}`,
    replicas: true,
    async read(wanted, signal) {
      const [counts, bounds] = await Promise.all([
        wanted.counts ? ask(counter, statusLabel, signal) : [],
        wanted.buckets && buckets !== undefined ? ask(buckets, 'le', signal) : [],
      ]);
      return {
        counts: counts.map((series) => ({ ...raw(series), status: series.labels[statusLabel] ?? '' })),
        buckets: bounds.map((series) => ({ ...raw(series), bound: boundOf(series.labels['le'] ?? '') })),
        routeBuckets: [], // a mesh has no label for routes
        unread: [],
      };
    },
  };
}

/** What a mesh or gateway has counted of stable, by the labels that may name results. */
export function meshExposedQuery(
  { told, counter }: { readonly told: Destination; readonly counter: string },
  options: MeshOptions,
  labels: readonly string[],
): string {
  return `sum by (${labels.join(', ')}) (${counter}${destinations(told, { ...options, matchers: [] }, ['stable'])})`;
}

/** Whether there are buckets of stable. */
export function meshBucketsQuery(told: Destination, buckets: string, options: MeshOptions): string {
  const finite: MeshOptions = { ...options, matchers: [{ label: 'le', op: '!=', value: '+Inf' }] };
  return `count(${buckets}${destinations(told, finite, ['stable'])})`;
}

/** A selector for the requests that went to these versions. */
function destinations(
  { label, namespaceLabel, pattern, only }: Destination,
  { namespace, names, matchers }: MeshOptions,
  tracks: readonly RawSeries['track'][],
): string {
  const value = tracks.map((track) => pattern(namespace, names[track].replaceAll('.', '[.]'))).join('|');
  const all: readonly Matcher[] = [
    { label, op: '=~', value },
    ...(namespaceLabel === undefined ? [] : [{ label: namespaceLabel, op: '=', value: namespace } as const]),
    ...only,
    ...matchers,
  ];
  return `{${all.map(matcherText).join(', ')}}`;
}
