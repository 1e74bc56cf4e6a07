import { expect, it } from 'vitest';
import { readLogicalLines } from '../../src/dockerfile/logical-lines.ts';
import { readArguments } from '../../src/dockerfile/variables.ts';

it.each([
  ['before the last character', 'PLACE=C:\\x', 'C:\\x'],
  ['before a blank at the end', 'PLACE=a\\ ', 'a\\ '],
  ['in the middle', 'PLACE=a\\ b', 'a\\ b'],
  ['in single quotes', "PLACE='a\\'", "'a\\'"],
])('an escape %s of an ARG stays as it is written', (_, rest, value) => {
  expect(readArguments(rest, '\\')).toEqual([{ name: 'PLACE', value }]);
});

it.each([
  ['in the exec form is a word', 'RUN ["cat", "<<EOF"]', 0],
  ['in the shell form begins a here-document', 'RUN cat <<EOF\nx\nEOF', 1],
  ['in a list that is no exec form begins a here-document', 'RUN [1, <<EOF\nx\nEOF', 1],
])('<<EOF %s', (_, text, count) => {
  const [first] = readLogicalLines(`FROM a\n${text}\n`).instructions.slice(1);
  expect(first?.documents).toHaveLength(count);
});
