import { type OtherCaller, PATH_LABELS, withoutCallers } from './other-callers.ts';

/** What the queries are made of. */
export interface QueryOptions {
  readonly namespace: string;
  readonly workload: string;
  /** Base name of the request histogram. */
  readonly metric: string;
  readonly namespaceLabel: string;
  readonly podLabel: string;
  readonly statusLabel: string;
  /** Whose requests are no users'. */
  readonly callers: readonly OtherCaller[];
}

/** Pods of a Deployment: its name, the hash of its template, five characters. */
const POD_SUFFIX = '-[a-z0-9]+-[a-z0-9]{5}';

/** A name inside a regular expression: its dots are dots. */
function patternOf(name: string): string {
  return name.replaceAll('.', '[.]');
}

/** Regular expressions for the pods of both versions; a canary's pod name never matches stable's. */
export function podPatterns(workload: string): { readonly stable: string; readonly canary: string } {
  const name = patternOf(workload);
  return { stable: `${name}${POD_SUFFIX}`, canary: `${name}-canary${POD_SUFFIX}` };
}

/** Raw counters of both versions in one look: requests by pod and status. */
export function countQuery(options: QueryOptions): string {
  return `sum by (${options.podLabel}, ${options.statusLabel}) (${options.metric}_count${bothVersions(options)})`;
}

/** Raw bucket counters of both versions by pod and bound. */
export function bucketQuery(options: QueryOptions): string {
  return `sum by (${options.podLabel}, le) (${options.metric}_bucket${bothVersions(options)})`;
}

/** The values of the status label that stable's counters have, one series each. */
export function statusQuery(options: QueryOptions): string {
  return `count by (${options.statusLabel}) (${stableCounters(options)})`;
}

/** One counter of stable with all its labels. */
export function exampleQuery(options: QueryOptions): string {
  return `topk(1, ${stableCounters(options)})`;
}

/** One counter of the metric, whoever's, with all its labels. */
export function anyExampleQuery({ metric }: QueryOptions): string {
  return `topk(1, ${metric}_count)`;
}

/** The labels by which stable's counters tell paths apart. */
export function pathLabelsQuery(options: QueryOptions): string {
  return `count by (${PATH_LABELS.join(', ')}) (${stableCounters(options)})`;
}

/** How often stable's pods were scraped in the last minute. */
export function scrapesQuery(options: QueryOptions): string {
  return `max(count_over_time(${stableCounters(options)}[60s]))`;
}

/** The buckets of stable: a metric that has counters only is no histogram. */
export function stableBucketsQuery(options: QueryOptions): string {
  return `count(${options.metric}_bucket${selectorOf(options, podPatterns(options.workload).stable)})`;
}

/** The histograms that stable's pods have, by the name of their buckets. */
export function familiesQuery(options: QueryOptions): string {
  const selector = selectorOf(options, podPatterns(options.workload).stable);
  return `count by (__name__) ({__name__=~".+_bucket", ${selector.slice(1)})`;
}

function stableCounters(options: QueryOptions): string {
  return `${options.metric}_count${selectorOf(options, podPatterns(options.workload).stable)}`;
}

function bothVersions(options: QueryOptions): string {
  const pods = `${patternOf(options.workload)}(-canary)?${POD_SUFFIX}`;
  return selectorOf(options, pods, withoutCallers(options.callers));
}

function selectorOf({ namespace, namespaceLabel, podLabel }: QueryOptions, pods: string, more = ''): string {
  return `{${namespaceLabel}="${namespace}", ${podLabel}=~"${pods}"${more}}`;
}

/** Milliseconds of one unit of the metric, told by its name; Prometheus' own convention is seconds. */
export function unitOf(metric: string): number {
  return /_(ms|milliseconds)$/.test(metric) ? 1 : 1000;
}

/** Fills `{{namespace}}`, `{{pods}}` (a regular expression) and `{{window}}` (such as `10s`) into a query. */
export function fillQuery(
  query: string,
  values: { readonly namespace: string; readonly pods: string; readonly window: string },
): string {
  return query.replaceAll(
    /\{\{\s*(namespace|pods|window)\s*\}\}/g,
    (_, key: keyof typeof values) => values[key],
  );
}

/** Placeholders of a query that we do not know. */
export function unknownPlaceholders(query: string): readonly string[] {
  const known = ['namespace', 'pods', 'window'];
  return [...query.matchAll(/\{\{\s*([^}]*?)\s*\}\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !known.includes(name));
}
