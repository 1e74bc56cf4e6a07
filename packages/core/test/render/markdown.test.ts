import { describe, expect, test } from 'vitest';
import {
  escapeHtml,
  markdownCode,
  markdownDetails,
  markdownFence,
  markdownTable,
  markdownText,
  renderGantt,
  type StageReport,
} from '../../src/index.ts';

describe('tables', () => {
  test('cells may hold pipes and line breaks; right columns are marked', () => {
    expect(
      markdownTable(
        ['a', 'b'],
        [
          ['x|y', 'one\ntwo'],
          [1, 2],
        ],
        ['left', 'right'],
      ),
    ).toBe('| a | b |\n| --- | ---: |\n| x\\|y | one two |\n| 1 | 2 |\n');
  });

  test('a cell cannot end the table with HTML', () => {
    expect(markdownTable(['a'], [['</td><script>']])).toContain('&lt;/td>&lt;script>');
  });

  test('inline code stays as it is', () => {
    expect(markdownTable(['a'], [['`<root>` <b><br>x']])).toContain('| `<root>` &lt;b><br>x |');
  });

  test('no rows, no table', () => expect(markdownTable(['a'], [])).toBe(''));
});

test('a fence is longer than the backticks inside', () => {
  expect(markdownFence('a ```` b\n\n', 'go')).toBe('`````go\na ```` b\n`````\n');
  expect(markdownFence('a')).toBe('```\na\n```\n');
});

test('inline code survives backticks', () => {
  expect([markdownCode('a'), markdownCode('a`b'), markdownCode('``')]).toEqual([
    '`a`',
    '`` a`b ``',
    '``` `` ```',
  ]);
});

describe('text that others chose', () => {
  test.each([
    ['TestX/*bold*', 'TestX/\\*bold\\*'],
    ['![x](http://evil.example/x.png)', '!\\[x\\](http://evil.example/x.png)'],
    ['`tick` <img src=x>', '\\`tick\\` &lt;img src=x>'],
    ['__init__ of a_b_c', '\\_\\_init\\_\\_ of a_b_c'],
    ['a\\b ~~c~~ &lt; & d', 'a\\\\b \\~\\~c\\~\\~ &amp;lt; & d'],
    ['74.90 % is below 75 %: 749 of 1000', '74.90 % is below 75 %: 749 of 1000'],
    ['no\n# passed\n\n> - a\r  2. b', 'no\n\\# passed\n\n\\> - a\r  2\\. b'],
    ['no\n| a |\n| --- |\n---\n===', 'no\n\\| a |\n\\| --- |\n\\---\n\\==='],
    ['- #1 of a = 2. b', '- #1 of a = 2. b'],
  ])('%j reads as it is', (text, expected) => {
    expect(markdownText(text)).toBe(expected);
  });
});

test('HTML is escaped in summaries', () => {
  expect(markdownDetails('<b>', 'x')).toContain('<summary>&lt;b&gt;</summary>');
  expect(escapeHtml(`<a href="x">&'`)).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39;');
});

describe('the gantt', () => {
  const stage = (name: string, from: number, outcome: StageReport['outcome'] = 'success'): StageReport => ({
    name,
    startedAt: new Date(1_000_000 + from).toISOString(),
    durationMs: 1000,
    outcome,
  });

  test('shows times from the first start; what failed is marked; syntax in names is left out', () => {
    const text = renderGantt('x', [stage('a: b; c', 0), stage('d', 1500, 'error')]);
    expect(text).toContain('a  b  c (1.0 s) :done, s0, 0, 1000');
    expect(text).toContain('d (1.0 s) :crit, s1, 1500, 2500');
  });

  test('one stage needs no picture', () => expect(renderGantt('x', [stage('a', 0)])).toBe(''));
});
