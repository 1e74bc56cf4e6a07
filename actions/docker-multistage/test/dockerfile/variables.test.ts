import { expect, it } from 'vitest';
import { trim, trimEndOf } from '../../src/dockerfile/blanks.ts';
import { isJsonForm } from '../../src/dockerfile/instruction.ts';
import { readLogicalLines } from '../../src/dockerfile/logical-lines.ts';
import { readWords } from '../../src/dockerfile/shell-words.ts';
import { expand, readArguments } from '../../src/dockerfile/variables.ts';

it.each([
  ['before the last character', 'PLACE=C:\\x', 'C:\\x'],
  ['before a blank at the end', 'PLACE=a\\ ', 'a\\ '],
  ['in the middle', 'PLACE=a\\ b', 'a\\ b'],
  ['in single quotes', "PLACE='a\\'", "'a\\'"],
])('an escape %s of an ARG stays as it is written', (_, rest, value) => {
  expect(readArguments(rest, '\\')).toEqual([{ name: 'PLACE', value }]);
});

it.each([
  ['in the exec form is a word', 'RUN ["cat", "<<EOF"]\nx\nEOF', 0],
  ['in quotes is a word', 'RUN cat "<<EOF"\nx\nEOF', 0],
  ['behind an escape is a word', 'RUN cat \\<<EOF\nx\nEOF', 0],
  ['behind a substitution without its end is a word', 'RUN cat ${x:-a <<EOF\nx\nEOF}', 0],
  ['without a name begins nothing', 'RUN cat <<""\n\nx', 0],
  ['in the shell form begins a here-document', 'RUN cat <<EOF\nx\nEOF', 1],
  ['in a list that is no exec form begins a here-document', 'RUN [1, <<EOF\nx\nEOF', 1],
])('<<EOF %s', (_, text, count) => {
  const [first] = readLogicalLines(`FROM a\n${text}\n`).instructions.slice(1);
  expect(first?.documents).toHaveLength(count);
});

it('an escape that ends an ARG has nothing to escape, and is left out', () => {
  expect(readArguments('PLACE=a\\', '\\')).toEqual([{ name: 'PLACE', value: 'a' }]);
});

it('what an ARG has before its first equals sign is the name, also when that is nothing', () => {
  expect(readArguments('=x A=b=c', '\\')).toEqual([
    { name: '', value: 'x' },
    { name: 'A', value: 'b=c' },
  ]);
});

it.each([
  ['${A:-x}', 'x'],
  ['"${A:-x}"', 'x'],
  ['a\\', 'a'],
  ['', ''],
  ['${A:-x', undefined],
  ['${A', undefined],
  ['${A/x', undefined],
  ['"x', undefined],
  ["'x", undefined],
])('%j expands to %j', (text, expanded) => {
  expect(expand(text, '\\', () => undefined)).toBe(expanded);
});

it('blanks at the ends of a text and several between its words make no empty words', () => {
  expect(readWords(' a \t b ', { mark: '\\' })?.words).toEqual(['a', 'b']);
});

it.each([
  ['[]', true],
  ['["a"]', true],
  ['["a", "b"]', true],
  ['[1]', false],
  ['["a", 1]', false],
  ['["a"', false],
  ['{}', false],
  ['"a"', false],
  ['a', false],
  ['', false],
])('%s is the exec form: %s', (rest, exec) => {
  expect(isJsonForm(rest)).toBe(exec);
});

it.each([
  ['a\r\r', 'a'],
  ['\r\r', ''],
  ['\r', ''],
  ['', ''],
  ['\ra', '\ra'],
])('%j without its carriage returns at the end is %j', (text, cut) => {
  expect(trimEndOf(text, '\r')).toBe(cut);
});

it.each([
  [' a\u00a0', 'a'],
  ['\u3000 ', ''],
  ['', ''],
  ['a', 'a'],
])('%j without blanks at both ends is %j', (text, cut) => {
  expect(trim(text)).toBe(cut);
});
