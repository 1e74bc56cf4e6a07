import { expect, test } from 'vitest';
import { markdownDetails, markdownTable } from '../../src/index.ts';
import { plainSummary } from '../../src/render/plain-summary.ts';

test('a summary for a log: no diagram, no folding, characters as they are', () => {
  const diagram = '```mermaid\ngantt\n  title go-build\n```\n';
  const table = markdownTable(['Stage'], [['a < b']]);
  const summary = `### ✅ go-build: built in 3 s\n\n\n${markdownDetails('Time & "more"', `${table}\n${diagram}`)}`;
  expect(plainSummary(summary)).toBe(
    '### ✅ go-build: built in 3 s\n\nTime & "more":\n\n| Stage |\n| --- |\n| a < b |',
  );
});

test('other code blocks stay, and an escaped entity is not read twice', () => {
  expect(plainSummary('```\ngantt\n```\n&amp;lt;')).toBe('```\ngantt\n```\n&lt;');
});

test('two diagrams take nothing with them that stands between', () => {
  expect(plainSummary('```mermaid\na\n```\nbetween\n````mermaid\nb\n````\n')).toBe('between');
});

test('a large one is cut as a summary is', () => {
  const text = plainSummary('| row |\n'.repeat(20_000));
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(65_536);
  expect(text).toContain('more lines left out');
});
