import { expect, it } from 'vitest';
import { latencyWords, secondsWords } from '../src/verdict/words.ts';

it.each([
  [0.04, '0 ms'],
  [9.87, '9.9 ms'],
  [10.4, '10 ms'],
  [999, '999 ms'],
  [1000, '1 s'],
  [2345, '2.35 s'],
  [10_000, '10 s'],
])('a latency of %d ms is told as %s', (ms, words) => {
  expect(latencyWords(ms)).toBe(words);
});

it.each([
  [0, '0 s'],
  [1_240, '1.2 s'],
  [60_000, '60 s'],
])('a time of %d ms is told as %s', (ms, words) => {
  expect(secondsWords(ms)).toBe(words);
});
