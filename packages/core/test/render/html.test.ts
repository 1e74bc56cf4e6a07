import { expect, test } from 'vitest';
import { type Report, renderHtml, renderNumbers, renderRows, renderStages } from '../../src/index.ts';

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
  expect(html).toContain('@media screen and (prefers-color-scheme:dark)');
  expect(html).toContain('<td class="bad"><span class="sign" aria-hidden="true">✗</span>failure</td>');
});

test('what scrolls is reached with the keyboard and has a name', () => {
  const html = renderHtml(report);
  expect(html).toContain('<div class="scroll three" role="region" aria-label="Verdicts" tabindex="0">');
  expect(html).toContain('<pre role="region" aria-label="What shows it" tabindex="0">');
});

test('a word that is an outcome elsewhere has no colour where it is none', () => {
  expect(renderRows('Inputs', ['Input', 'Value'], [['latency-action', 'pause']])).toContain('<td>pause</td>');
  expect(renderRows('Verdicts', ['Rule', 'Outcome'], [['p99', 'pause']])).toContain('<td class="warn">');
  expect(renderRows('Verdicts', ['Rule', 'Outcome'], [['p99', 'toString']])).toContain('<td>toString</td>');
});

test('no rows, no heading', () => {
  expect(renderRows('Empty', ['a'], [])).toBe('');
  expect(renderNumbers([])).toBe('');
  expect(renderStages([])).toBe('');
});

const stage = (name: string, second: number, durationMs: number) => ({
  name,
  startedAt: `2026-01-01T00:00:0${second}.000Z`,
  durationMs,
  outcome: 'success' as const,
});

test('stages have their place in time, and their reasons where there are any', () => {
  const stages = [stage('plan', 0, 1000), { ...stage('build', 1, 3000), outcome: 'failure' as const }];
  const html = renderStages(stages);
  expect(html).toContain('<span style="margin-left:0.0%;width:25.0%"></span>');
  expect(html).toContain('<span class="bad" style="margin-left:25.0%;width:75.0%"></span>');
  expect(html).not.toContain('Why');
  expect(renderStages([{ ...stage('plan', 0, 1), reason: 'because <b>' }])).toContain('because &lt;b&gt;');
});

test('the numbers on top are those of a run with several stages', () => {
  expect(renderHtml({ ...report, stages: [stage('plan', 0, 1000)] })).not.toContain('class="numbers"');
  const html = renderHtml({
    ...report,
    stages: [stage('plan', 0, 1000), stage('build', 1, 3000)],
    verdicts: [...report.verdicts, { name: 'other', outcome: 'success', reason: 'holds' }],
  });
  expect(html).toContain('<dt>took the longest stage, build</dt><dd>3.0 s</dd>');
  expect(html).toContain('<dt>verdicts are good</dt><dd>1 of 2</dd>');
});
