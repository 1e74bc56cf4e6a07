import { expect, it } from 'vitest';
import { judgeBars, type Pair } from '../../src/bench/go-build/bars.ts';
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

const lineOf = (pairs: readonly Pair[], name: string) =>
  judgeBars(pairs).find(({ text }) => text.startsWith(name));

it('a bar is reached at its limit and missed beside it', () => {
  expect(lineOf([pair('edit', { seconds: 1.5 })], 'source edit')).toEqual({
    text: 'source edit: 1.50, at least 1.5',
    reached: true,
  });
  expect(lineOf([pair('edit', { seconds: 1.49 })], 'source edit')?.reached).toBe(false);
  expect(lineOf([pair('edit', {}, { down: 30, up: 30 })], 'bytes moved')).toEqual({
    text: 'bytes moved: 0.60, at most 0.6',
    reached: true,
  });
  expect(lineOf([pair('edit', {}, { down: 30, up: 31 })], 'bytes moved')?.reached).toBe(false);
});

it('a kind is judged by its own commits, the history by all, the cache by what the last commit left', () => {
  const pairs = [pair('bump', { seconds: 8 }), pair('exact', { seconds: 2, left: 10 }, { left: 5, cpu: 3 })];
  expect(lineOf(pairs, 'module bump')?.text).toBe('module bump: 8.00, at least 8');
  expect(lineOf(pairs, 'whole history:')?.text).toBe('whole history: 5.00, at least 3');
  expect(lineOf(pairs, 'whole history, processor')?.text).toBe(
    'whole history, processor time: 0.50, at least 3',
  );
  expect(lineOf(pairs, 'cache left')?.text).toBe('cache left behind: 0.50, at most 0.6');
});

it('binaries that differ are named', () => {
  const pairs = [pair('cold', {}), pair('edit', { binaries: 'one' }, { binaries: 'two' })];
  expect(judgeBars(pairs).at(-1)).toEqual({ text: 'binaries differ: edit', reached: false });
  expect(judgeBars(pairs.slice(0, 1)).at(-1)?.reached).toBe(true);
});
