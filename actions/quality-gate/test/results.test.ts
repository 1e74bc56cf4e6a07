import { expect, it } from 'vitest';
import { boundDetails, boundReason } from '../src/check/results.ts';

const lines = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `${at}`);

it('thirty lines of evidence are shown, and how many more there are', () => {
  expect(boundDetails(lines(30))).toEqual(lines(30));
  expect(boundDetails(lines(31))).toEqual([...lines(30), '… and 1 more']);
});

it.each([
  [(line: string) => boundDetails([line])[0], 300],
  [boundReason, 1_000],
] as const)('a line that is too long is cut: %#', (bound, most) => {
  expect(bound('x'.repeat(most))).toBe('x'.repeat(most));
  expect(bound('x'.repeat(most + 1))).toBe(`${'x'.repeat(most)}…`);
});

it('a reason is one line', () => {
  expect(boundReason('  one\n\ttwo  ')).toBe('one two');
});
