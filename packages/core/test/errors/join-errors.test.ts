import { expect, test } from 'vitest';
import { joinErrors } from '../../src/errors/join-errors.ts';
import { ExternalError, PolicyError, ToolError } from '../../src/errors/kinds.ts';

const first = new ToolError({
  code: 'A',
  message: 'a',
  hint: 'do a',
  details: ['1'],
  argv: [],
  unchecked: true,
});
const other = new ExternalError({ code: 'B', message: 'b', hint: 'do b', details: ['2'] });

test('one error stays itself', () => {
  expect(joinErrors(first, [])).toBe(first);
});

test('several have the code and kind of the first, and the lines, hints and details of all', () => {
  expect(
    joinErrors(first, [other, new PolicyError({ code: 'C', message: 'c', hint: 'do a' })]),
  ).toMatchObject({
    kind: 'tool',
    code: 'A',
    message: 'a; B: b; C: c',
    hint: 'do a; do b',
    details: ['1', '2'],
    unchecked: true,
    cause: first,
  });
  expect(joinErrors(other, [first]).unchecked).toBe(false);
  const silent = new PolicyError({ code: 'C', message: 'c' });
  expect(joinErrors(silent, [silent]).hint).toBeUndefined();
});
