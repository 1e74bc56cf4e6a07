import { readFileSync } from 'node:fs';
import { actionNames } from '@fairlead/core';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readAnnotations, readFileCommands } from '../../src/index.ts';
import { readDeclaredInputs, stepVariables } from '../../src/runner/runner-environment.ts';

test('inputs that nobody gave are there all the same: their default, or empty', () => {
  const yml =
    'name: x\ninputs:\n  one:\n    description: "default: no"\n    default: "a b"\n  two-b:\n    required: false\n  token:\n    default: ${{ github.token }}\noutputs:\n  three:\n    description: y\n';
  const declared = readDeclaredInputs(yml);
  expect(declared).toEqual({ one: 'a b', 'two-b': '', token: '' });
  expect(stepVariables({ 'two-b': 'given' }, { held: '1' }, declared)).toEqual({
    INPUT_ONE: 'a b',
    'INPUT_TWO-B': 'given',
    INPUT_TOKEN: '',
    STATE_held: '1',
  });
});

test.each([...actionNames])('the action.yml of %s is read whole', (name) => {
  const yml = readFileSync(new URL(`../../../../actions/${name}/action.yml`, import.meta.url), 'utf8');
  const { inputs } = parse(yml) as { inputs: Record<string, { default?: string }> };
  const expected = Object.entries(inputs).map(([input, { default: value = '' }]) => [
    input,
    value.includes('${{') ? '' : value,
  ]);
  expect(readDeclaredInputs(yml)).toEqual(Object.fromEntries(expected));
});

test('file commands that a runner refuses are refused', () => {
  expect(() => readFileCommands('a<<EOF\nnever ends\n')).toThrow('matching delimiter not found: EOF');
  expect(() => readFileCommands('no sign\n')).toThrow('invalid format: no sign');
  expect(() => readFileCommands('=value\n')).toThrow('invalid format: =value');
});

test('file commands: values, several lines, delimiters in values', () => {
  expect(readFileCommands('a=1=2\nb<<EOF\nx=1\n<<y\nEOF\nc=<<z\n')).toEqual({
    a: '1=2',
    b: 'x=1\n<<y',
    c: '<<z',
  });
});

test('annotations with and without properties', () => {
  expect(readAnnotations('x\n::error file=a.go,line=3::no%0Atwo 100%25\n::warning::w\n')).toEqual([
    { level: 'error', properties: 'file=a.go,line=3', message: 'no\ntwo 100%' },
    { level: 'warning', properties: '', message: 'w' },
  ]);
});
