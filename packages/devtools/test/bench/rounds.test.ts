import { expect, it } from 'vitest';
import { oddOnes, type Pair } from '../../src/bench/go-build/bars.ts';
import type { Measure } from '../../src/bench/go-build/measure.ts';
import { medianOf } from '../../src/bench/go-build/rounds.ts';

const side = (seconds: number, binaries = 'same', hit = 'exact'): Measure => ({
  seconds,
  cpu: seconds * 2,
  down: 10,
  up: 0,
  left: 100,
  hit,
  binaries,
});
const round = (theirs: Measure, ours: Measure): readonly Pair[] => [
  { name: 'cold', kind: 'cold', theirs, ours },
];

it('the middle of the rounds counts, on each side by itself', () => {
  const [pair] = medianOf([
    round(side(9), side(1)),
    round(side(1), side(2, 'same', 'miss')),
    round(side(4), side(30)),
  ]);
  expect(pair?.theirs).toMatchObject({ seconds: 4, cpu: 8, down: 10, left: 100 });
  expect(pair?.ours).toMatchObject({ seconds: 2, hit: 'exact/miss' });
});

it('binaries that differ in one round differ', () => {
  const same = round(side(1), side(1));
  expect(oddOnes(medianOf([same, same]))).toEqual([]);
  expect(oddOnes(medianOf([same, round(side(1), side(1, 'other'))]))).toEqual(['cold']);
});
