import { oneLine } from '@fairlead/kube';
import type { AnswerKind } from './failed-status.ts';
import { latenciesOf, slowerThan } from './histogram.ts';
import { PATH_LABELS } from './other-callers.ts';
import type { OddAnswers, RouteCounts } from './sample.ts';
import type { RawSeries } from './series-reader.ts';

/** A label with more values than this has paths in it and no routes: they are counted together. */
const MOST_ROUTES = 50;
/** Characters of a name; what has more is no route that somebody wrote. */
const LONGEST_NAME = 200;
/** So many are told of. */
const MOST_TOLD = 10;

/** Whether a label says what was asked for. */
export function hasPath(labels: Readonly<Record<string, string>>): boolean {
  return PATH_LABELS.some((each) => (labels[each] ?? '') !== '');
}

/** The label that names routes in these series; undefined where none does, or where there are too many names to ask for. */
export function routeLabelOf(series: readonly Readonly<Record<string, string>>[]): string | undefined {
  const label = PATH_LABELS.find((each) => series.some((labels) => (labels[each] ?? '') !== ''));
  if (label === undefined) return undefined;
  const names = new Set(series.map((labels) => labels[label] ?? ''));
  return names.size > MOST_ROUTES ? undefined : label;
}

/** Names the route of a series by its labels; the same one always alike, and beyond the limit none. */
export class RouteNames {
  readonly #known = new Set<string>();

  nameOf(labels: Readonly<Record<string, string>>): string {
    const label = PATH_LABELS.find((each) => (labels[each] ?? '') !== '');
    const route = oneLine(label === undefined ? '' : (labels[label] ?? ''), LONGEST_NAME);
    if (!this.#known.has(route) && this.#known.size >= MOST_ROUTES) return '';
    this.#known.add(route);
    return route;
  }
}

/** What the routes of both versions are made of. */
export interface RouteParts {
  readonly counts: readonly RawSeries[];
  /** At the limit, and all. */
  readonly buckets: readonly RawSeries[];
  /** What a status says of a request. */
  readonly kindOf: (status: string) => AnswerKind;
  /** Milliseconds of one unit of the buckets' bounds. */
  readonly unitMs: number;
  readonly limitMs: number;
}

type Track = RawSeries['track'];
type Routes = ReadonlyMap<string, RouteCounts>;

/** What became of requests by route, of both versions: of the routes with most trouble of each kind, and then of the busy ones. */
export function routesOf(
  parts: RouteParts,
): Readonly<Record<Track, Readonly<Record<string, RouteCounts>> | undefined>> {
  const all = { canary: routesOfOne('canary', parts), stable: routesOfOne('stable', parts) };
  const told = toldOf([all.canary, all.stable], parts.limitMs);
  if (told.length === 0) return { canary: undefined, stable: undefined };
  const of = (track: Track): Readonly<Record<string, RouteCounts>> =>
    Object.fromEntries(told.map((route) => [route, all[track].get(route) ?? NONE]));
  return { canary: of('canary'), stable: of('stable') };
}

const NOTHING_ODD: OddAnswers = { refused: 0, redirected: 0, strange: 0 };
const NONE: RouteCounts = { requests: 0, errors: 0, odd: NOTHING_ODD };

function routesOfOne(track: Track, { counts, buckets, kindOf, unitMs }: RouteParts): Routes {
  const routes = new Map<string, RouteCounts>();
  for (const { route = '', status = '', value } of counts.filter((series) => series.track === track))
    if (route !== '') routes.set(route, withAnswers(routes.get(route) ?? NONE, kindOf(status), value));
  const byRoute = Map.groupBy(
    buckets.filter((series) => series.track === track && routes.has(series.route ?? '')),
    ({ route = '' }) => route,
  );
  for (const [route, series] of byRoute) {
    const latencies = latenciesOf(summedByBound(series), unitMs);
    if (latencies !== undefined && latencies.within.length > 0)
      routes.set(route, { ...(routes.get(route) ?? NONE), latencies });
  }
  return routes;
}

function withAnswers(before: RouteCounts, kind: AnswerKind, value: number): RouteCounts {
  const requests = before.requests + value;
  const odd = before.odd ?? NOTHING_ODD;
  switch (kind) {
    case 'good':
      return { ...before, requests };
    case 'failed':
      return { ...before, requests, errors: before.errors + value };
    default:
      return { ...before, requests, odd: { ...odd, [kind]: odd[kind] + value } };
  }
}

function summedByBound(series: readonly RawSeries[]): readonly (readonly [number, number])[] {
  const sums = new Map<number, number>();
  for (const { bound = Number.POSITIVE_INFINITY, value } of series)
    sums.set(bound, (sums.get(bound) ?? 0) + value);
  return [...sums];
}

/** Each kind of trouble has its turn, so that one which is everywhere hides no other. */
const TROUBLES: readonly ((counts: RouteCounts, limitMs: number) => number)[] = [
  ({ errors }) => errors,
  ({ latencies }, limitMs) => (latencies === undefined ? 0 : (slowerThan(latencies, limitMs) ?? 0)),
  ({ odd = NOTHING_ODD }) => odd.refused + odd.redirected + odd.strange,
];

function toldOf(versions: readonly Routes[], limitMs: number): readonly string[] {
  const names = [...new Set(versions.flatMap((routes) => [...routes.keys()]))];
  const sum = (route: string, amountOf: (counts: RouteCounts) => number): number =>
    versions.reduce((all, routes) => all + amountOf(routes.get(route) ?? NONE), 0);
  const busy = (route: string): number => sum(route, ({ requests }) => requests);
  const troubled = TROUBLES.map((trouble) => {
    const amount = (route: string): number => sum(route, (counts) => trouble(counts, limitMs));
    return names
      .filter((route) => amount(route) > 0)
      .sort((a, b) => amount(b) - amount(a) || busy(b) - busy(a));
  });
  const inTurn = names.flatMap((_, at) => troubled.flatMap((routes) => routes[at] ?? []));
  return [...new Set([...inTurn, ...names.toSorted((a, b) => busy(b) - busy(a))])].slice(0, MOST_TOLD);
}
