import { expect, it } from 'vitest';
import { OutputLines } from '../../src/testing/output-lines.ts';

const linesOf = (...texts: readonly string[]): OutputLines => {
  const lines = new OutputLines();
  for (const text of texts) lines.add(text);
  return lines;
};

it('shortened to more than there is, all lines stay', () => {
  const lines = linesOf('one\n', 'two\n', 'three\n');
  lines.shorten(11);
  expect(lines.toArray()).toEqual(['one', 'two', 'three']);
  expect(lines.size).toBe(11);
});

it('shortened, the last lines that fit stay, and the others are counted', () => {
  const lines = linesOf('one\n', 'two\n', 'three\n');
  lines.shorten(10);
  expect(lines.toArray()).toEqual(['… 1 line left out …', 'two', 'three']);
  expect(lines.size).toBe(8);
  lines.shorten(0);
  expect(lines.toArray()).toEqual(['… 3 lines left out …']);
  expect(lines.size).toBe(0);
});

it('a long line that comes in pieces is one, up to what begins a line', () => {
  const lines = linesOf('a piece', ' and another\n', 'no break', '--- PASS: TestOne\n');
  expect(lines.toArray()).toEqual(['a piece and another', 'no break', '--- PASS: TestOne']);
});

it('what stands after a line is taken out, and nothing where there is no such line', () => {
  const lines = linesOf('=== RUN TestOne\n', 'inside\n');
  expect(lines.takeAfter(/none/)).toEqual([]);
  expect(lines.takeAfter(/RUN/)).toEqual(['inside']);
  expect(lines.toArray()).toEqual(['=== RUN TestOne']);
});
