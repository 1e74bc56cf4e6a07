import { expect, it } from 'vitest';
import { barLine } from '../../src/bench/bar.ts';
import { barsOf, oddOnes, type Pair } from '../../src/bench/go-build/bars.ts';
import type { CommitKind } from '../../src/bench/go-build/history.ts';
import type { Measure } from '../../src/bench/go-build/measure.ts';

const measure = (over: Partial<Measure> = {}): Measure => ({
  seconds: 1,
  cpu: 1,
  down: 100,
  up: 0,
  left: 100,
  hit: 'exact',
  binaries: 'same',
  ...over,
});

const pair = (kind: CommitKind, theirs: Partial<Measure>, ours: Partial<Measure> = {}): Pair => ({
  name: kind,
  kind,
  theirs: measure(theirs),
  ours: measure(ours),
});

const lineOf = (pairs: readonly Pair[], name: string): string | undefined =>
  barsOf(pairs)
    .map(barLine)
    .find((line) => line.startsWith(`bar ${name}:`));

it('a bar is held at its limit and missed beside it', () => {
  const edit = (seconds: number) => lineOf([pair('edit', { seconds })], 'source edit');
  expect(edit(1.5)).toBe('bar source edit: 1.5 (goal >= 1.5): held');
  expect(edit(1.49)).toBe('bar source edit: 1.49 (goal >= 1.5): missed');
  const moved = (up: number) => lineOf([pair('edit', {}, { down: 30, up })], 'bytes moved');
  expect(moved(30)).toBe('bar bytes moved: 0.6 (goal <= 0.6): held');
  expect(moved(31)).toBe('bar bytes moved: 0.61 (goal <= 0.6): missed');
});

it('a kind is judged by its own commits, the history by all, the cache by what the last commit left', () => {
  const pairs = [pair('bump', { seconds: 8 }), pair('exact', { seconds: 2, left: 10 }, { left: 5, cpu: 3 })];
  expect(lineOf(pairs, 'module bump')).toBe('bar module bump: 8 (goal >= 8): held');
  expect(lineOf(pairs, 'whole history')).toBe('bar whole history: 5 (goal >= 3): held');
  expect(lineOf(pairs, 'whole history, processor time')).toBe(
    'bar whole history, processor time: 0.5 (goal >= 3): missed',
  );
  expect(lineOf(pairs, 'cache left behind')).toBe('bar cache left behind: 0.5 (goal <= 0.6): held');
});

it('binaries that differ are named', () => {
  const pairs = [pair('cold', {}), pair('edit', { binaries: 'one' }, { binaries: 'two' })];
  expect(lineOf(pairs, 'binaries that differ')).toBe('bar binaries that differ: 1 (goal <= 0): missed');
  expect(oddOnes(pairs)).toEqual(['edit']);
  expect(lineOf(pairs.slice(0, 1), 'binaries that differ')).toMatch(/: held$/);
});
