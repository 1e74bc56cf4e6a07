import { expect, it } from 'vitest';
import { tellEmptyValues } from '../src/plan/empty-values.ts';

it('tells lines without a value, by input and name', () => {
  const given = {
    'build-args': { VERSION: '', COMMIT: 'abc', REGION: ' ' },
    labels: { a: '' },
    other: undefined,
  };
  expect(tellEmptyValues(given)).toEqual([
    'build-args: VERSION has no value (an expression with a mistyped name is empty)',
    'build-args: REGION has no value (an expression with a mistyped name is empty)',
    'labels: a has no value (an expression with a mistyped name is empty)',
  ]);
});
