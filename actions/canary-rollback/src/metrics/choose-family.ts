import { grpcName, isHttpStatus } from './failed-status.ts';
import { nativeOf, STATUS_LABELS } from './families.ts';
import type { Family, KnownFamily } from './family.ts';
import type { Series } from './prometheus.ts';
import { hasPath } from './routes.ts';

/** What stable's pods expose, as far as families are told by it. */
export interface Exposed {
  /** Counters of requests, each with its name in `__name__`. */
  readonly counters: readonly Series[];
  /** Names of the buckets that are there. */
  readonly buckets: readonly string[];
  /** What meshes and gateways have counted of stable, each of which was asked for apart. */
  readonly meshes?: readonly MeshExposed[];
}

/** What a mesh or gateway has counted of stable. */
export interface MeshExposed {
  readonly known: KnownFamily;
  readonly counters: readonly Series[];
  readonly hasBuckets: boolean;
}

/** What a family is wanted for. */
export interface FamilyNeeds {
  /** Requests and errors; else a query of the user gives their share. */
  readonly counts: boolean;
  readonly latency: boolean;
  /** The user's own label, where there is one. */
  readonly statusLabel: string | undefined;
  /** The user named the family: then its histogram must have buckets. */
  readonly named: boolean;
}

/** The family to judge by, or the nearest thing and what it lacks. */
export type FamilyChoice =
  | { readonly family: Family }
  | { readonly lacks: 'everything' }
  | { readonly lacks: 'status' | 'buckets'; readonly of: KnownFamily };

/** Takes the first family that has requests of users, else the first that is there. Pure. */
export function chooseFamily(
  families: readonly KnownFamily[],
  exposed: Exposed,
  needs: FamilyNeeds,
  isUsers: (labels: Series['labels']) => boolean,
): FamilyChoice {
  if (!needs.counts) return chooseLatency(families, exposed);
  const there = withNatives(families)
    .map((known) => ({ known, series: seriesOf(known, exposed) }))
    .filter(({ series }) => series.length > 0);
  const told = there.flatMap(({ known, series }) => {
    const statusLabel = needs.statusLabel ?? statusLabelOf(known, series);
    const isTold = series.some(({ labels }) => (labels[statusLabel ?? ''] ?? '') !== '');
    return statusLabel === undefined || !isTold ? [] : [{ known, series, statusLabel }];
  });
  const busy = told.find((one) => usersOf(one, told, isUsers) > 0);
  const chosen = busy ?? told.find(hasPaths) ?? told[0];
  if (chosen === undefined)
    return there[0] === undefined ? { lacks: 'everything' } : { lacks: 'status', of: there[0].known };
  const { known, statusLabel } = chosen;
  if (hasBuckets(known, exposed)) return { family: { ...known, statusLabel } };
  if (needs.latency && needs.named && known.buckets !== undefined) return { lacks: 'buckets', of: known };
  if (known.told !== undefined) return { family: { ...known, statusLabel, buckets: undefined } };
  return { family: { ...known, statusLabel, ...latencyBeside(known, families, exposed) } };
}

/** A family that is there, with its counters. */
interface Told {
  readonly known: KnownFamily;
  readonly series: readonly Series[];
}

/** So many requests may end between two counters of the same requests. */
const BETWEEN = 10;

/**
 * Requests of users. Where no label tells whose they are, those are taken off that a family with paths beside it tells as
 * probes' and scrapes': a total of the same requests has no users either.
 */
function usersOf(
  { known: { protocol }, series }: Told,
  all: readonly Told[],
  isUsers: (labels: Series['labels']) => boolean,
): number {
  const users = requestsIn(series.filter(({ labels }) => isUsers(labels)));
  if (hasPaths({ series })) return users;
  const others = all
    .filter((other) => other.known.protocol === protocol && hasPaths(other))
    .map((other) => requestsIn(other.series.filter(({ labels }) => !isUsers(labels))));
  const most = Math.max(0, ...others);
  return most === 0 ? users : users - most - BETWEEN;
}

function hasPaths({ series }: Pick<Told, 'series'>): boolean {
  return series.some(({ labels }) => hasPath(labels));
}

function requestsIn(series: readonly Series[]): number {
  return series.reduce((sum, { value, observations = value }) => sum + observations, 0);
}

/** Whether anything was counted. */
export function hasRequests({ value, observations = value }: Series): boolean {
  return observations > 0;
}

function seriesOf(known: KnownFamily, { counters, meshes = [] }: Exposed): readonly Series[] {
  if (known.told !== undefined) return meshes.find((mesh) => mesh.known === known)?.counters ?? [];
  const isNative = known.native !== undefined; // a summary has series of its bare name as well
  return counters.filter(
    ({ labels, observations }) =>
      labels['__name__'] === known.counter && (observations !== undefined) === isNative,
  );
}

/** Each histogram as a native one behind it. */
function withNatives(families: readonly KnownFamily[]): readonly KnownFamily[] {
  return families.flatMap((known) => [known, nativeOf(known) ?? []].flat());
}

function hasBuckets(known: KnownFamily, exposed: Exposed): boolean {
  const { buckets, meshes = [] } = exposed;
  if (known.native !== undefined) return seriesOf(known, exposed).length > 0;
  if (known.told !== undefined) return meshes.some((mesh) => mesh.known === known && mesh.hasBuckets);
  return known.buckets !== undefined && buckets.includes(known.buckets);
}

/** The first label whose values are results of requests. */
function statusLabelOf({ protocol }: KnownFamily, series: readonly Series[]): string | undefined {
  const isStatus = (value: string): boolean =>
    protocol === 'http' ? isHttpStatus(value) : grpcName(value) !== undefined;
  return STATUS_LABELS[protocol].find((label) => series.some(({ labels }) => isStatus(labels[label] ?? '')));
}

/** A counter of results beside a histogram that has none: together they are one family. */
function latencyBeside(
  { protocol }: KnownFamily,
  families: readonly KnownFamily[],
  exposed: Exposed,
): Pick<Family, 'buckets' | 'unitMs' | 'native'> {
  const beside = withNatives(families).find(
    (other) => other.protocol === protocol && other.told === undefined && hasBuckets(other, exposed),
  );
  const native = beside?.native === undefined ? {} : { native: { counter: false } };
  return { buckets: beside?.buckets, unitMs: beside?.unitMs ?? 1000, ...native };
}

/** Where a query of the user gives the errors, only the buckets count. */
function chooseLatency(families: readonly KnownFamily[], { buckets }: Exposed): FamilyChoice {
  const known = families.find(
    ({ buckets: own, told }) => told === undefined && own !== undefined && buckets.includes(own),
  );
  return known === undefined ? { lacks: 'everything' } : { family: { ...known, statusLabel: '' } };
}
