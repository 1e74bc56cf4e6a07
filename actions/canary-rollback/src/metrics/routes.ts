import { PATH_LABELS } from './other-callers.ts';
import type { RouteCounts } from './sample.ts';
import type { RawSeries } from './series-reader.ts';

/** A label with more values than this has paths in it and no routes: they are counted together. */
const MOST_ROUTES = 50;
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
    const route = label === undefined ? '' : (labels[label] ?? '');
    if (!this.#known.has(route) && this.#known.size >= MOST_ROUTES) return '';
    this.#known.add(route);
    return route;
  }
}

/** Requests and errors by route of both versions: of the routes with most errors, and then of those with most requests. */
export function routesOf(
  counts: readonly RawSeries[],
  isFailed: (status: string) => boolean,
): Readonly<Record<RawSeries['track'], Readonly<Record<string, RouteCounts>> | undefined>> {
  const all = { canary: new Map<string, RouteCounts>(), stable: new Map<string, RouteCounts>() };
  for (const { track, route = '', status = '', value } of counts) {
    if (route === '') continue;
    const { requests, errors } = all[track].get(route) ?? NONE;
    all[track].set(route, { requests: requests + value, errors: errors + (isFailed(status) ? value : 0) });
  }
  const sumOf = (key: keyof RouteCounts, route: string): number =>
    (all.canary.get(route)?.[key] ?? 0) + (all.stable.get(route)?.[key] ?? 0);
  const more = (key: keyof RouteCounts, a: string, b: string): number => sumOf(key, b) - sumOf(key, a);
  const told = [...new Set([...all.canary.keys(), ...all.stable.keys()])]
    .sort((a, b) => more('errors', a, b) || more('requests', a, b))
    .slice(0, MOST_TOLD);
  if (told.length === 0) return { canary: undefined, stable: undefined };
  const of = (track: RawSeries['track']): Readonly<Record<string, RouteCounts>> =>
    Object.fromEntries(told.map((route) => [route, all[track].get(route) ?? NONE]));
  return { canary: of('canary'), stable: of('stable') };
}

const NONE: RouteCounts = { requests: 0, errors: 0 };
