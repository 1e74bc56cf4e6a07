import { grpcName, isHttpStatus } from './failed-status.ts';
import { type KnownFamily, STATUS_LABELS } from './families.ts';
import type { Family } from './family.ts';
import type { Series } from './prometheus.ts';

/** What stable's pods expose, as far as families are told by it. */
export interface Exposed {
  /** Counters of requests, each with its name in `__name__`. */
  readonly counters: readonly Series[];
  /** Names of the buckets that are there. */
  readonly buckets: readonly string[];
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
  const there = families
    .map((known) => ({ known, series: seriesOf(known, exposed) }))
    .filter(({ series }) => series.length > 0);
  const told = there.flatMap(({ known, series }) => {
    const statusLabel = needs.statusLabel ?? statusLabelOf(known, series);
    const isTold = series.some(({ labels }) => (labels[statusLabel ?? ''] ?? '') !== '');
    return statusLabel === undefined || !isTold ? [] : [{ known, series, statusLabel }];
  });
  const busy = told.find(({ series }) => series.some(({ labels, value }) => value > 0 && isUsers(labels)));
  const chosen = busy ?? told[0];
  if (chosen === undefined)
    return there[0] === undefined ? { lacks: 'everything' } : { lacks: 'status', of: there[0].known };
  const { known, statusLabel } = chosen;
  const hasBuckets = known.buckets !== undefined && exposed.buckets.includes(known.buckets);
  if (hasBuckets) return { family: { ...known, statusLabel } };
  if (needs.latency && needs.named && known.buckets !== undefined) return { lacks: 'buckets', of: known };
  return { family: { ...known, statusLabel, ...latencyBeside(known, families, exposed) } };
}

function seriesOf({ counter }: KnownFamily, { counters }: Exposed): readonly Series[] {
  return counters.filter(({ labels }) => labels['__name__'] === counter);
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
): Pick<Family, 'buckets' | 'unitMs'> {
  const beside = families.find(
    (other) =>
      other.protocol === protocol && other.buckets !== undefined && exposed.buckets.includes(other.buckets),
  );
  return { buckets: beside?.buckets, unitMs: beside?.unitMs ?? 1000 };
}

/** Where a query of the user gives the errors, only the buckets count. */
function chooseLatency(families: readonly KnownFamily[], { buckets }: Exposed): FamilyChoice {
  const known = families.find((each) => each.buckets !== undefined && buckets.includes(each.buckets));
  return known === undefined ? { lacks: 'everything' } : { family: { ...known, statusLabel: '' } };
}
