import { showTable } from '../../system/table.ts';
import { barLine } from '../bar.ts';
import { barsOf, oddOnes, type Pair } from './bars.ts';
import type { Measure } from './measure.ts';

const HEAD = ['setup-go | ours', 'hit', 'seconds', 'CPU seconds', 'MB down', 'MB up', 'MB left'] as const;

/** A history on both sides, commit by commit and in total, and its bars. */
export function renderHistory(pairs: readonly Pair[]): readonly string[] {
  const rows = pairs.map(({ name, theirs, ours }) => row(name, theirs, ours));
  const total = row('all', add(pairs, 'theirs'), add(pairs, 'ours'));
  const odd = oddOnes(pairs);
  return [
    ...showTable(HEAD, [...rows, total], ['left', 'left', 'right', 'right', 'right', 'right', 'right']),
    '',
    ...(odd.length === 0 ? [] : [`binaries differ: ${odd.join(', ')}`]),
    ...barsOf(pairs).map(barLine),
  ];
}

function row(name: string, theirs: Measure, ours: Measure): readonly string[] {
  const both = (show: (measure: Measure) => string): string => `${show(theirs)} | ${show(ours)}`;
  return [
    name,
    both(({ hit }) => hit),
    both(({ seconds }) => seconds.toFixed(1)),
    both(({ cpu }) => cpu.toFixed(1)),
    both(({ down }) => megabytes(down)),
    both(({ up }) => megabytes(up)),
    both(({ left }) => megabytes(left)),
  ];
}

function add(pairs: readonly Pair[], side: 'theirs' | 'ours'): Measure {
  const sum = (value: (measure: Measure) => number): number =>
    pairs.reduce((total, pair) => total + value(pair[side]), 0);
  return {
    seconds: sum(({ seconds }) => seconds),
    cpu: sum(({ cpu }) => cpu),
    down: sum(({ down }) => down),
    up: sum(({ up }) => up),
    left: pairs.at(-1)?.[side].left ?? 0,
    hit: '',
    binaries: '',
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
