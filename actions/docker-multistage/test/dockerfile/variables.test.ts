import { expect, it } from 'vitest';
import { readArguments } from '../../src/dockerfile/variables.ts';

it.each([
  ['before the last character', 'PLACE=C:\\x', 'C:\\x'],
  ['before a blank at the end', 'PLACE=a\\ ', 'a\\ '],
  ['in the middle', 'PLACE=a\\ b', 'a\\ b'],
  ['in single quotes', "PLACE='a\\'", "'a\\'"],
])('an escape %s of an ARG stays as it is written', (_, rest, value) => {
  expect(readArguments(rest, '\\')).toEqual([{ name: 'PLACE', value }]);
});
