import { expect, test } from 'vitest';
import { type Report, renderHtml, renderRows } from '../../src/index.ts';

const report: Report = {
  schemaVersion: 1,
  action: 'helm-deploy',
  phase: 'main',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:01.000Z',
  durationMs: 1000,
  outcome: 'failure',
  traceparent: '',
  node: '24.0.0',
  run: { url: '', sha: 'abc', ref: 'refs/heads/main', event: 'push' },
  inputs: { release: '<script>alert(1)</script>' },
  outputs: {},
  stages: [],
  verdicts: [{ name: 'rollout', outcome: 'failure', reason: 'pod x' }],
  failure: { kind: 'policy', code: 'X', message: 'a <b> failed', hint: 'do y', details: ['line & line'] },
  evidence: [],
  data: {},
  charts: [],
};

test('a page is self-contained, without scripts, and escapes everything', () => {
  const html = renderHtml(report);
  expect(html).not.toMatch(/<script|src=|href=|@import|url\(/);
  expect(html).toContain('a &lt;b&gt; failed');
  expect(html).toContain('line &amp; line');
  expect(html).toContain('prefers-color-scheme:dark');
  expect(html).toContain('<td class="bad">failure</td>');
});

test('no rows, no heading', () => expect(renderRows('Empty', ['a'], [])).toBe(''));
