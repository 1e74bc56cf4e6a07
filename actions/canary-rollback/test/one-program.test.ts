import { expect, it } from 'vitest';
import { isOneProgram } from '../src/metrics/one-program.ts';

const START = 'process_start_time_seconds';
const read = (name: string, value: number, more: Readonly<Record<string, string>> = {}) => [
  { labels: { __name__: name, ...more }, value },
];

it.each([
  ['a counter that grows', [read('hits', 1), read('hits', 5)], true],
  ['a counter that stands still', [read('hits', 5), read('hits', 5)], true],
  ['a counter that falls', [read('hits', 5), read('hits', 4)], false],
  ['series of other labels', [read('hits', 5, { code: '200' }), read('hits', 1, { code: '500' })], true],
  ['another counter that falls', [read('other', 5), read('other', 1)], true],
  ['starts that are less than a second apart', [read(START, 10), read(START, 10.99)], true],
  ['starts a second apart', [read(START, 10), read(START, 11)], false],
  ['an earlier start', [read(START, 11), read(START, 10)], false],
])('%s tells whether one program answers', (_, reads, isOne) => {
  expect(isOneProgram(reads, 'hits')).toBe(isOne);
});
