import type { Bar } from '../bar.ts';
import type { CommitKind } from './history.ts';
import type { Measure } from './measure.ts';

/** One commit on both sides. */
export interface Pair {
  readonly name: string;
  readonly kind: CommitKind;
  readonly theirs: Measure;
  readonly ours: Measure;
}

interface Goal {
  readonly name: string;
  readonly value: (pairs: readonly Pair[]) => number;
  readonly goal: Bar['goal'];
}

const ofKind =
  (kind: CommitKind): Goal['value'] =>
  (pairs) =>
    ratio(
      pairs.filter((pair) => pair.kind === kind),
      ({ seconds }) => seconds,
    );

/** What has to be reached against setup-go with `go build`: theirs by ours for time, ours by theirs for bytes. */
const goals: readonly Goal[] = [
  { name: 'whole history', value: (pairs) => ratio(pairs, ({ seconds }) => seconds), goal: ['>=', 3] },
  {
    name: 'whole history, processor time',
    value: (pairs) => ratio(pairs, ({ cpu }) => cpu),
    goal: ['>=', 3],
  },
  { name: 'module bump', value: ofKind('bump'), goal: ['>=', 8] },
  { name: 'source edit', value: ofKind('edit'), goal: ['>=', 1.5] },
  { name: 'new target', value: ofKind('target'), goal: ['>=', 1.5] },
  { name: 'exact', value: ofKind('exact'), goal: ['>=', 1.3] },
  { name: 'cold', value: ofKind('cold'), goal: ['>=', 0.97] },
  { name: 'bytes moved', value: (pairs) => 1 / ratio(pairs, ({ down, up }) => down + up), goal: ['<=', 0.6] },
  {
    name: 'cache left behind',
    value: (pairs) => 1 / ratio(pairs.slice(-1), ({ left }) => left),
    goal: ['<=', 0.6],
  },
];

/** The bars, the last for binaries that differ. Pure. */
export function barsOf(pairs: readonly Pair[]): readonly Bar[] {
  const measured = goals.map(({ name, value, goal }) => ({ name, value: value(pairs), unit: '', goal }));
  const odd = oddOnes(pairs).length;
  return [...measured, { name: 'binaries that differ', value: odd, unit: '', goal: ['<=', 0] }];
}

/** Commits whose binaries are not equal on both sides. */
export function oddOnes(pairs: readonly Pair[]): readonly string[] {
  return pairs.filter(({ theirs, ours }) => theirs.binaries !== ours.binaries).map(({ name }) => name);
}

/** Theirs by ours, of the sums. */
function ratio(pairs: readonly Pair[], value: (measure: Measure) => number): number {
  const sum = (side: 'theirs' | 'ours'): number =>
    pairs.reduce((total, pair) => total + value(pair[side]), 0);
  return sum('theirs') / sum('ours');
}
