import { expect, test } from 'vitest';
import { createPause, lineSplitter, suggestWord } from '../../src/index.ts';
import { highest, lowest } from '../../src/util/bound.ts';
import { keepText } from '../../src/util/keep-text.ts';

test('a flood without a line end becomes a line with an end', () => {
  const lines: string[] = [];
  const splitter = lineSplitter((line) => lines.push(line), 10);
  for (let count = 0; count < 1000; count += 1) splitter.push('abcdef');
  splitter.push('\nnext\r\n');
  splitter.end();
  expect(lines).toEqual(['abcdefabcd… (5990 more characters)', 'next']);
});

test('of a long text the start and the end are kept', () => {
  const kept = keepText(1000);
  for (let count = 0; count < 10_000; count += 1) kept.push(`${count} `);
  expect(kept.text()).toMatch(/^0 1 2 .*characters left out.* 9998 9999 $/s);
  expect(kept.text().length).toBeLessThan(2200);
  const short = keepText(1000);
  short.push('all of it');
  expect(short.text()).toBe('all of it');
});

test('the ends of a list of any length', () => {
  const many = Array.from({ length: 500_000 }, (_, index) => index);
  expect([highest(many), lowest(many), highest([], 1)]).toEqual([499_999, 0, 1]);
});

test('a word of any length has its suggestion or none at once', () => {
  const started = performance.now();
  for (let count = 0; count < 1000; count += 1) suggestWord('x'.repeat(100_000), ['max-tries', 'coverage']);
  expect(performance.now() - started).toBeLessThan(5000);
  expect(suggestWord('max-trys', ['max-tries', 'coverage'])).toBe('max-tries');
});

test('a long loop hears a cancel', async () => {
  const abort = new AbortController();
  setImmediate(() => abort.abort());
  const pause = createPause(abort.signal);
  const loop = async (): Promise<void> => {
    for (;;) await pause();
  };
  await expect(loop()).rejects.toMatchObject({ name: 'AbortError' });
});
