import { expect, it } from 'vitest';
import { seededRandom } from '../../src/index.ts';

const draws = (seed: number): readonly number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: 1000 }, random);
};

it('the same seed gives the same numbers, another one others', () => {
  expect(draws(7)).toEqual(draws(7));
  expect(draws(7)).not.toEqual(draws(8));
});

it('the numbers lie evenly from 0 to below 1', () => {
  const all = draws(1);
  expect(Math.min(...all)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...all)).toBeLessThan(1);
  expect(all.reduce((sum, one) => sum + one, 0) / all.length).toBeCloseTo(0.5, 1);
});
