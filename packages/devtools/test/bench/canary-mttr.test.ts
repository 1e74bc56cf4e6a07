import type { LoadRecord } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { kindsOf, quantile, whatUsersMet } from '../../src/bench/canary-mttr/measure.ts';

const at = (time: number, status: number, commit: string): LoadRecord => ({
  at: time,
  status,
  commit,
  pod: '',
  ms: 1,
});

describe('what users met', () => {
  it.each([
    [
      'from the first bad answer of the canary to its last',
      [
        at(1000, 200, 'bad'),
        at(2000, 500, 'bad'),
        at(2500, 200, 'bad'),
        at(6500, 503, 'bad'),
        at(9000, 200, 'bad'),
      ],
      { seconds: 4.5, others: 0 },
    ],
    ['one bad answer took no time', [at(2000, 500, 'bad')], { seconds: 0, others: 0 }],
    [
      'bad answers of stable and of nobody are others',
      [at(1000, 500, 'good'), at(1500, 0, ''), at(2000, 500, 'bad'), at(9000, 302, 'good')],
      { seconds: 0, others: 3 },
    ],
    [
      'no bad answer of the canary',
      [at(1000, 200, 'bad'), at(1100, 299, 'bad')],
      { seconds: undefined, others: 0 },
    ],
  ])('%s', (_, records, met) => {
    expect(whatUsersMet(records, 'bad')).toEqual(met);
  });
});

describe('a quantile', () => {
  it.each([
    [[3, 1, 2], 0.5, 2],
    [[1, 2, 3, 4], 0.5, 2],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.95, 10],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9, 9],
    [[7], 0.95, 7],
    [[7, Number.POSITIVE_INFINITY], 0.5, 7],
    [[], 0.5, Number.POSITIVE_INFINITY],
  ])('of %j at %d is %d', (values, share, value) => {
    expect(quantile(values, share)).toBe(value);
  });
});

it('bad answers are told by kind, the most frequent first', () => {
  const refused = { ...at(1, 0, ''), error: 'connect ECONNREFUSED' };
  const records = [at(1, 200, 'a'), at(1, 503, ''), refused, at(1, 500, 'a'), refused, at(1, 0, '')];
  expect(kindsOf(records)).toEqual(['connect ECONNREFUSED ×2', '503 ×1', '500 of a ×1', 'no answer ×1']);
});
