import { expect, test } from 'vitest';
import { createColumns } from '../../src/coverage/columns.ts';

test.each([
  ['ab', [1, 2, 3]],
  ['é"', [1, 3, 4]],
  ['€"', [1, 4, 5]],
  ['\x7f"', [1, 2, 3]],
  ['\x80"', [1, 3, 4]],
  ['\u07ff"', [1, 3, 4]],
  ['\u0800"', [1, 4, 5]],
  ['\ud7ff"', [1, 4, 5]],
  ['\ue000"', [1, 4, 5]],
  ['a\nb', [1, 2, 1, 2]],
])('columns of %j count bytes, as those of Go do', (source, columns) => {
  const columnOf = createColumns(source);
  expect(columns.map((_, offset) => columnOf(offset))).toEqual(columns);
});

test('a character of two halves counts its four bytes', () => {
  expect(createColumns('😀"')(2)).toBe(5);
  expect(createColumns('\u{10000}"')(2)).toBe(5);
  expect(createColumns('\u{10ffff}"')(2)).toBe(5);
});
