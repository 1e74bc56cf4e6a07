import type { CommitKind } from './history.ts';
import type { Measure } from './measure.ts';

/** One commit on both sides. */
export interface Pair {
  readonly name: string;
  readonly kind: CommitKind;
  readonly theirs: Measure;
  readonly ours: Measure;
}

/** A bar and whether it is reached. */
export interface BarResult {
  readonly text: string;
  readonly reached: boolean;
}

interface Bar {
  readonly name: string;
  readonly value: (pairs: readonly Pair[]) => number;
  /** At least this, or at most. */
  readonly least?: number;
  readonly most?: number;
}

const ofKind =
  (kind: CommitKind): Bar['value'] =>
  (pairs) =>
    ratio(
      pairs.filter((pair) => pair.kind === kind),
      ({ seconds }) => seconds,
    );

/** What has to be reached against setup-go with `go build`: theirs by ours for time, ours by theirs for bytes. */
const bars: readonly Bar[] = [
  { name: 'whole history', value: (pairs) => ratio(pairs, ({ seconds }) => seconds), least: 3 },
  { name: 'whole history, processor time', value: (pairs) => ratio(pairs, ({ cpu }) => cpu), least: 3 },
  { name: 'module bump', value: ofKind('bump'), least: 8 },
  { name: 'source edit', value: ofKind('edit'), least: 1.5 },
  { name: 'new target', value: ofKind('target'), least: 1.5 },
  { name: 'exact', value: ofKind('exact'), least: 1.3 },
  { name: 'cold', value: ofKind('cold'), least: 0.97 },
  { name: 'bytes moved', value: (pairs) => 1 / ratio(pairs, ({ down, up }) => down + up), most: 0.6 },
  { name: 'cache left behind', value: (pairs) => 1 / ratio(pairs.slice(-1), ({ left }) => left), most: 0.6 },
];

/** One line for each bar. Pure. */
export function judgeBars(pairs: readonly Pair[]): readonly BarResult[] {
  const measured = bars.map(({ name, value, least, most }) => {
    const found = value(pairs);
    const reached = least === undefined ? found <= (most ?? 0) : found >= least;
    const wanted = least === undefined ? `at most ${most}` : `at least ${least}`;
    return { text: `${name}: ${found.toFixed(2)}, ${wanted}`, reached };
  });
  const odd = pairs.filter(({ theirs, ours }) => theirs.binaries !== ours.binaries).map(({ name }) => name);
  const text = odd.length === 0 ? 'binaries: equal on both sides' : `binaries differ: ${odd.join(', ')}`;
  return [...measured, { text, reached: odd.length === 0 }];
}

/** Theirs by ours, of the sums. */
function ratio(pairs: readonly Pair[], value: (measure: Measure) => number): number {
  const sum = (side: 'theirs' | 'ours'): number =>
    pairs.reduce((total, pair) => total + value(pair[side]), 0);
  return sum('theirs') / sum('ours');
}
