import { expect, test } from 'vitest';
import { fitMarkdown, fitSections } from '../../src/render/fit-markdown.ts';

const bytes = (text: string): number => Buffer.byteLength(text);

test('what fits stays as it is', () => {
  expect(fitMarkdown('# a\n\nb\n', 8)).toBe('# a\n\nb\n');
});

test('a cut closes fences and folded sections, and counts the lines that are missing', () => {
  const text = `<details><summary>Evidence</summary>\n\n\`\`\`\`\n${'```\nline ü\n'.repeat(1000)}\`\`\`\`\n</details>\n`;
  const cut = fitMarkdown(text, 5000);
  expect(bytes(cut)).toBeLessThanOrEqual(5000);
  const kept = cut.slice(0, cut.indexOf('\n````\n\n</details>')).split('\n').length;
  const missing = Number(/… ([\d,]+) more lines left out/.exec(cut)?.[1]);
  expect(kept + missing).toBe(text.split('\n').length);
  expect(cut.match(/^`{4}$/gm)).toHaveLength(2);
});

test('fences in backticks of inline code open nothing', () => {
  const text = `\`\`\`not a fence\`\`\`\n${'line\n'.repeat(500)}`;
  expect(fitMarkdown(text, 1000)).not.toMatch(/^`{3}$/m);
});

test('a line that is too long by itself is left out and counted', () => {
  const cut = fitMarkdown('x'.repeat(10_000), 1000);
  expect(bytes(cut)).toBeLessThanOrEqual(1000);
  expect(cut).toContain('1 more line left out');
});

test('no section pushes out another: small ones are whole, large ones share what is left', () => {
  const big = 'row\n'.repeat(100_000);
  const shown = fitSections(['**What failed**', big, 'conditions\n', big], 100_000);
  expect(bytes(shown)).toBeLessThanOrEqual(100_000);
  expect(shown.startsWith('**What failed**\n\nrow')).toBe(true);
  expect(shown).toContain('conditions');
  expect(shown.match(/more lines left out/g)).toHaveLength(2);
});
