import { baselineName, canaryName } from '../naming/canary-name.ts';
import type { Witness } from '../naming/witness.ts';
import type { Family } from './family.ts';
import { type Matcher, matcherText } from './matchers.ts';

/** What the queries are made of. */
export interface QueryOptions {
  readonly namespace: string;
  readonly workload: string;
  readonly namespaceLabel: string;
  readonly podLabel: string;
  /** Whose pods are compared with the canary's; stable's unless said. */
  readonly witness?: Witness | undefined;
  /** Label that names routes, where there is one with few values: requests are counted by it too. */
  readonly routeLabel?: string | undefined;
  /** What a series must fit to count: the user's matchers, and those that leave out who is no user. */
  readonly matchers: readonly Matcher[];
}

/** Labels by which the programs of a pod differ. One that several jobs scrape is one all the same. */
export const PROGRAM_LABELS: readonly string[] = ['instance', 'container'];

/** Labels of who scraped. */
export const SCRAPER_LABELS: readonly string[] = ['job', 'prometheus', 'prometheus_replica'];

/** Pods of a Deployment: its name, the hash of its template, five characters. */
const POD_SUFFIX = '-[a-z0-9]+-[a-z0-9]{5}';

/** So much of its ReplicaSet's name and the dash behind it is left in a pod's name. */
const KEPT_OF_NAME = 58;
/** The hash in a ReplicaSet's name, at its longest, and the dashes around it. */
const HASH_AND_DASHES = 12;

/** A regular expression for the pods of a Deployment. The middle of a long name is cut: the hash, and then the name itself. */
function podPattern(deployment: string): string {
  if (deployment.length + HASH_AND_DASHES <= KEPT_OF_NAME) return `${patternOf(deployment)}${POD_SUFFIX}`;
  return `${patternOf(`${deployment}-`.slice(0, KEPT_OF_NAME))}[a-z0-9]{0,10}-?[a-z0-9]{5}`;
}

/** A name inside a regular expression: its dots are dots. */
function patternOf(name: string): string {
  return name.replaceAll('.', '[.]');
}

/** Regular expressions for the pods of both versions; a canary's pod name never matches stable's. */
export function podPatterns(
  workload: string,
  witness: Witness = 'stable',
): { readonly stable: string; readonly canary: string } {
  const compared = witness === 'stable' ? workload : baselineName(workload);
  return { stable: podPattern(compared), canary: podPattern(canaryName(workload)) };
}

/** Raw counters of both versions in one look: requests by pod, status and, where a label names it, route. */
export function countQuery(options: QueryOptions, { counter, statusLabel, native }: Family): string {
  const { routeLabel } = options;
  const labels = routeLabel === undefined ? [statusLabel] : [statusLabel, routeLabel];
  if (native?.counter !== true) return counters(options, counter, ...labels);
  const { by, summed } = summedBy(options, counter, labels);
  return `max by (${by}) (histogram_count(${summed}))`;
}

/** Raw bucket counters of both versions by pod and bound. */
export function bucketQuery(options: QueryOptions, buckets: string): string {
  return counters(options, buckets, 'le');
}

/** Of the raw bucket counters those at a limit, and those that have all requests, by pod and route too. */
export function routeBucketQuery(
  options: QueryOptions & { readonly routeLabel: string },
  buckets: string,
  limitBound: number,
): string {
  // Libraries write 2 and 2.0.
  const value = `${String(limitBound).replaceAll('.', '[.]')}([.]0)?|[+]Inf`;
  const matchers = [...options.matchers, { label: 'le', op: '=~', value } as const];
  return counters({ ...options, matchers }, buckets, 'le', options.routeLabel);
}

/**
 * The buckets of a native histogram, at the bounds that are asked for, in its own unit: Prometheus interpolates within its
 * buckets, which lie closer together than those of a classic one (https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_fraction).
 */
export function nativeBucketQuery(
  options: QueryOptions,
  name: string,
  bounds: readonly number[],
  ...labels: readonly string[]
): string {
  const { by, summed } = summedBy(options, name, labels);
  const at = (le: string, value: string): string => `label_replace(${value}, "le", "${le}", "", "")`;
  const below = bounds.map((bound) =>
    at(String(bound), `histogram_fraction(0, ${bound}, ${summed}) * histogram_count(${summed})`),
  );
  return `max by (le, ${by}) (${[...below, at('+Inf', `histogram_count(${summed})`)].join(' or ')})`;
}

/** When the processes of both versions started. */
export function startQuery(options: QueryOptions): string {
  const by = [options.podLabel, ...PROGRAM_LABELS].join(', ');
  return `max by (${by}) (process_start_time_seconds${bothVersions({ ...options, matchers: [] })})`;
}

/** Several jobs may scrape one program, and several Prometheus servers behind one address: it counts once. */
function counters(options: QueryOptions, name: string, ...labels: readonly string[]): string {
  const { by, summed } = summedBy(options, name, labels);
  return `max by (${by}) (${summed})`;
}

/** What each scraper has of each program, and the labels without the scraper's. */
function summedBy(
  options: QueryOptions,
  name: string,
  labels: readonly string[],
): { readonly by: string; readonly summed: string } {
  const by = [options.podLabel, ...labels, ...PROGRAM_LABELS].join(', ');
  return { by, summed: `sum by (${by}, ${SCRAPER_LABELS.join(', ')}) (${name}${bothVersions(options)})` };
}

/** Stable's counters by those labels that a family is told by. */
export function exposedQuery(
  options: QueryOptions,
  names: readonly string[],
  labels: readonly string[],
): string {
  return `sum by (${['__name__', ...labels].join(', ')}) (${named(names, stableSelector(options))})`;
}

/** One counter of stable with all its labels. */
export function exampleQuery(options: QueryOptions, counter: string): string {
  return `topk(1, ${counter}${stableSelector(options)})`;
}

/** Which of these buckets stable has. One bucket for everything is none: so a native histogram is told as text. */
export function bucketsQuery(options: QueryOptions, names: readonly string[]): string {
  const finite = stableSelector({ ...options, matchers: [{ label: 'le', op: '!=', value: '+Inf' }] });
  return `count by (__name__) (${named(names, finite)})`;
}

/** One counter of these names, whoever's, with all its labels. */
export function anyExampleQuery(names: readonly string[]): string {
  return `topk(1, ${named(names, '{}')})`;
}

function named(names: readonly string[], selector: string): string {
  const rest = selector.slice(1);
  return `{__name__=~"${names.join('|')}"${rest === '}' ? rest : `, ${rest}`}`;
}

/** How often stable's pods were scraped in the last minute. */
export function scrapesQuery(options: QueryOptions, family: Family): string {
  return `max(count_over_time(${stableCounters(options, family)}[60s]))`;
}

/** The histograms that stable's pods have, by the name of their buckets. */
export function familiesQuery(options: QueryOptions): string {
  return `count by (__name__) ({__name__=~".+_bucket", ${stableSelector(options).slice(1)})`;
}

function stableCounters(options: QueryOptions, { counter }: Family): string {
  return `${counter}${stableSelector(options)}`;
}

/** All series of stable's pods that fit the matchers. */
function stableSelector(options: QueryOptions): string {
  return selectorOf(options, podPatterns(options.workload, options.witness).stable);
}

function bothVersions(options: QueryOptions): string {
  const { workload, witness } = options;
  const { stable, canary } = podPatterns(workload, witness);
  const plain = witness !== 'baseline' && canary === `${patternOf(workload)}-canary${POD_SUFFIX}`;
  return selectorOf(options, plain ? `${patternOf(workload)}(-canary)?${POD_SUFFIX}` : `${stable}|${canary}`);
}

function selectorOf(
  {
    namespace,
    namespaceLabel,
    podLabel,
    matchers,
  }: Omit<QueryOptions, 'workload' | 'witness' | 'routeLabel'>,
  pods: string,
): string {
  const more = matchers.map((matcher) => `, ${matcherText(matcher)}`).join('');
  return `{${namespaceLabel}="${namespace}", ${podLabel}=~"${pods}"${more}}`;
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
