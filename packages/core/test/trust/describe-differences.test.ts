import { expect, test } from 'vitest';
import { text } from '../../src/inputs/fields.ts';
import {
  differenceLine,
  differenceTable,
  listDifference,
  showDifference,
} from '../../src/trust/describe-differences.ts';
import type { Difference } from '../../src/trust/settings.ts';

const shape = {
  checks: text({ description: 'what is checked', class: 'verdict', default: 'all' }),
  command: text({ description: 'what is run', class: 'program' }),
  token: text({ description: 'a secret', class: 'reach', secret: true }),
  header: text({ description: 'may hold a secret', class: 'reach', unquoted: true }),
};
const difference = (input: string, base: string | undefined, head: string | undefined): Difference => ({
  input,
  class: 'verdict',
  base,
  head,
});

test('where a file says nothing, its default is shown, or that there is none', () => {
  expect(showDifference(shape, difference('checks', undefined, 'none'))).toEqual({
    input: 'checks',
    base: 'all (default)',
    head: 'none',
  });
  expect(showDifference(shape, difference('command', 'make', undefined)).head).toBe('not set');
  expect(showDifference(shape, difference('of-another-action', undefined, 'x'))).toMatchObject({
    base: 'not set',
    head: 'x',
  });
});

test.each(['token', 'header'])('%s is never shown, only that it is set', (input) => {
  const found = difference(input, 'swordfish', undefined);
  expect(showDifference(shape, found)).toEqual({ input, base: 'set, not shown', head: 'not set' });
  expect(listDifference(shape, found)).toEqual({ input, base: 'set, not shown', head: null });
});

test('a value is shown on one line, as far as people need it', () => {
  const shown = (value: string) => showDifference(shape, difference('command', 'make', value)).head;
  expect(shown('a\nb ')).toBe('a, b');
  expect(shown('x'.repeat(120))).toBe('x'.repeat(120));
  expect(shown('x'.repeat(121))).toBe(`${'x'.repeat(120)}…`);
});

test('for programs a value stands as in the file, up to a thousand characters', () => {
  const listed = (value: string) => listDifference(shape, difference('command', 'make', value)).head;
  expect(listed('a\nb ')).toBe('a\nb ');
  expect(listed('x'.repeat(1001))).toBe('x'.repeat(1000));
});

test('all of them, in a line and in a table', () => {
  const shown = [
    { input: 'checks', base: 'all', head: 'none' },
    { input: 'command', base: 'make', head: 'sh' },
  ];
  expect(differenceLine(shown)).toBe('checks all → none; command make → sh');
  expect(differenceTable(shown, { base: 'Base', head: 'This change' }).trim().split('\n')).toHaveLength(4);
});
