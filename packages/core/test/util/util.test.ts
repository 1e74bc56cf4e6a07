import { expect, test } from 'vitest';
import {
  camelCase,
  continueTrace,
  describeProblem,
  formatBytes,
  formatDuration,
  suggestWord,
  traceIdOf,
} from '../../src/index.ts';

test.each([
  [840, '840 ms'],
  [12_340, '12.3 s'],
  [59_960, '1 min 00 s'],
  [245_000, '4 min 05 s'],
  [3_720_000, '1 h 02 min'],
])('%d ms for people', (ms, text) => expect(formatDuration(ms)).toBe(text));

test('bytes for people', () => {
  expect([840, 12_300, 7e6, 1.25e9].map(formatBytes)).toEqual(['840 B', '12.3 kB', '7.0 MB', '1.25 GB']);
});

test('the nearest word, when one is near', () => {
  expect(suggestWord('thresold', ['threshold', 'targets'])).toBe('threshold');
  expect(suggestWord('xyz', ['threshold'])).toBeUndefined();
});

test('names', () => expect(camelCase('go-2-build-x')).toBe('go2BuildX'));

test('a trace is continued with a span of its own; a malformed one is replaced', () => {
  const incoming = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
  const next = continueTrace(incoming);
  expect(traceIdOf(next)).toBe('0af7651916cd43dd8448eb211c80319c');
  expect(next).not.toBe(incoming);
  expect(next.endsWith('-00')).toBe(true);
  expect(traceIdOf(continueTrace('nonsense'))).toMatch(/^[0-9a-f]{32}$/);
  expect(traceIdOf('nonsense')).toBe('');
  const zeros = `00-${'0'.repeat(32)}-b7ad6b7169203331-01`;
  expect(continueTrace(zeros)).not.toContain('0'.repeat(32));
});

test('a problem is one line', () => {
  expect(
    describeProblem({ input: 'x', value: 'a"b', problem: 'is odd', allowed: 'y', source: 'f:1:2' }),
  ).toBe('x "a\\"b": is odd (allowed: y) [f:1:2]');
});

test('a problem of a list that is written in lines is one line, with its items', () => {
  const written = { input: 'targets', value: 'linux/amd64\n  linux/foo\n', problem: 'is odd' };
  expect(describeProblem(written)).toBe('targets "linux/amd64, linux/foo": is odd');
});

test('a problem of a whole file names its place once', () => {
  const place = { input: '.github/x.yml', problem: 'is no YAML', source: '.github/x.yml:3:1' };
  expect(describeProblem(place)).toBe('.github/x.yml:3:1: is no YAML');
  expect(describeProblem({ ...place, source: '.github/x.ymlx:3:1' })).toBe(
    '.github/x.yml: is no YAML [.github/x.ymlx:3:1]',
  );
});

test.each([
  ['Q', undefined],
  ['x', 'X'],
  ['ld', undefined],
  ['extd', 'extld'],
  ['xx', undefined],
])('of short names, %s is near %s', (word, near) => {
  expect(suggestWord(word, ['s', 'w', 'X', 'B', 'extld'])).toBe(near);
});
