import { type Chart, escapeHtml, formatDuration, renderChart, renderPage, renderRows } from '@fairlead/core';
import { type DemoCheck, reasonOf } from './checks.ts';
import { describeCluster } from './cluster-facts.ts';
import { answersPerSecond } from './facts.ts';
import { actionOf, type CommitResult, type ScenarioResult } from './scenario.ts';
import { loadLines } from './table.ts';

/** The demo's report: one self-contained page with what was measured. */
export function renderDemoPage(
  result: ScenarioResult,
  checks: readonly DemoCheck[],
  machine: string,
): string {
  const good = checks.every((check) => check.ok);
  return renderPage('Fairlead demo', [
    `<h1 class="${good ? 'good' : 'bad'}">Three commits, ${good ? 'as they should be' : 'and something is wrong'}</h1>`,
    `<p class="muted">${escapeHtml(machine)}</p>`,
    renderRows(
      'What must be true',
      ['', 'Check', 'Fact'],
      checks.map((check) => [check.ok ? '✓' : '✗', check.name, check.fact]),
    ),
    renderLoadChart(result),
    ...result.commits.flatMap(renderCommit),
  ]);
}

/** Every answer that the load got, by version, with the commits' starts marked. */
function renderLoadChart({ commits, records }: ScenarioResult): string {
  const from = Math.min(...records.map((record) => record.at));
  if (!Number.isFinite(from)) return '';
  const versions = commits.map(({ sha }, index) => ({ name: `commit ${index + 1}`, commit: sha }));
  const seconds = (at: number): number => Math.max(0, (at - from) / 1000);
  const canaryStarts = commits.flatMap(({ run }, index) => {
    const step = run.step('release', 'canary-rollback');
    return step === undefined || index === 0
      ? []
      : [{ x: seconds(step.startedAt), label: `canary of commit ${index + 1}` }];
  });
  return renderChart({
    title: 'Answers a second, by version',
    unit: '/s',
    series: answersPerSecond(records, versions, from),
    marks: canaryStarts,
  });
}

function renderCommit(result: CommitResult, index: number): readonly string[] {
  const { commit, sha, run } = result;
  const green = result.exitCode === 0;
  const reason = reasonOf(result);
  const steps = run.steps.filter((step) => actionOf(step) !== undefined);
  return [
    `<h2 class="${green ? 'good' : 'bad'}">Commit ${index + 1} · ${escapeHtml(commit.title)} · ${green ? 'green' : 'red'} in ${formatDuration(result.finishedAt - result.startedAt)}</h2>`,
    `<p class="muted">${escapeHtml(sha)} · ${escapeHtml(commit.story)}</p>`,
    reason === undefined ? '' : `<p class="bad">${escapeHtml(reason)}</p>`,
    renderRows(
      'Steps',
      ['Job', 'Action', 'Outcome', 'Time'],
      steps.map((step) => [
        step.job,
        `${actionOf(step)}${step.stage === 'Post' ? ' (finish)' : ''}`,
        step.result ?? 'unknown',
        formatDuration(step.durationMs),
      ]),
    ),
    renderRows(
      'Facts',
      ['Measured'],
      [...loadLines(result), ...describeCluster(result.cluster)].map((line) => [line]),
    ),
    ...canaryCharts(result).map(renderChart),
  ];
}

function canaryCharts({ reports }: CommitResult): readonly Chart[] {
  return reports.filter((report) => report.action === 'canary-rollback').flatMap((report) => report.charts);
}
