import {
  escapeHtml,
  formatDuration,
  type Outcome,
  renderChart,
  renderHeadline,
  renderNumbers,
  renderPage,
  renderRows,
  renderStages,
} from '@fairlead/core';
import type { ActStep } from '@fairlead/testkit';
import { type DemoCheck, reasonOf } from './checks.ts';
import { describeCluster } from './cluster-facts.ts';
import { busyMs, type CommitResult, withoutWait } from './results.ts';
import type { ScenarioResult } from './scenario.ts';
import { actionOf, nameOf } from './steps.ts';
import { loadLines } from './table.ts';
import { trafficBands } from './traffic.ts';
import { type Mark, renderTrafficChart } from './traffic-chart.ts';

const COUNT: Readonly<Record<number, string>> = {
  1: 'One commit',
  2: 'Two commits',
  3: 'Three commits',
  4: 'Four commits',
};
/** The place in the story of the commit whose canary answers badly. */
const BAD = 2;

/** The demo's report: one self-contained page with what was measured. */
export function renderDemoPage(
  result: ScenarioResult,
  checks: readonly DemoCheck[],
  machine: string,
): string {
  const failed = checks.filter((check) => !check.ok).length;
  const headline = failed === 0 ? 'as they should be' : `${failed} of ${checks.length} checks failed`;
  return renderPage('Fairlead demo', [
    renderHeadline(failed === 0, `${COUNT[result.planned]}, ${headline}`),
    `<p class="muted">${escapeHtml(machine)}</p>`,
    renderNumbers(numbersOf(result)),
    result.records.length === 0 ? '' : renderTraffic(result),
    renderRows(
      'What must be true',
      ['Check', 'Outcome', 'Fact'],
      checks.map((check) => [check.name, check.ok ? 'success' : 'failure', check.fact]),
    ),
    ...result.commits.flatMap(renderCommit),
  ]);
}

/** What one wants to know first. */
function numbersOf({ commits }: ScenarioResult): readonly (readonly [string, string])[] {
  const loads = commits.flatMap(({ load }) => (load === undefined ? [] : [load]));
  const bad = commits[BAD]?.load ?? commits.at(-1)?.load;
  if (bad === undefined) return [];
  const sum = (of: 'requests' | 'otherBad'): number => loads.reduce((all, load) => all + load[of], 0);
  const silence = Math.max(...loads.map(({ longestSilenceMs }) => longestSilenceMs)) / 1000;
  return [
    [String(sum('otherBad')), `of ${sum('requests')} requests failed outside of a canary`],
    [String(bad.canaryBad), 'bad answers by the canary of the bad commit'],
    [
      bad.badSeconds === undefined ? '–' : `${bad.badSeconds.toFixed(1)} s`,
      'from the first bad answer to the last',
    ],
    [`${silence.toFixed(2)} s`, 'was the longest time without a good answer'],
  ];
}

/** Every answer that the load got, with the moments at which the canaries began and ended. */
function renderTraffic({ commits, records }: ScenarioResult): string {
  const from = Math.min(...records.map(({ at }) => at));
  const mark = (at: number | undefined, label: string): Mark[] =>
    at === undefined || at < from ? [] : [{ x: (at - from) / 1000, label }];
  const marks = commits.flatMap(({ run, exitCode }, index) => {
    const canary = run.step('release', 'canary-rollback');
    const deploy = run.step('release', 'helm-deploy');
    const end = canary === undefined ? undefined : canary.startedAt + canary.durationMs;
    return [
      ...mark(canary?.startedAt, `commit ${index + 1}: canary`),
      ...mark(exitCode === 0 ? deploy?.startedAt : end, exitCode === 0 ? 'promoted' : 'rolled back'),
    ];
  });
  return renderTrafficChart(
    trafficBands(
      records,
      commits.map(({ sha }) => sha),
    ),
    marks,
  );
}

function renderCommit(result: CommitResult, index: number): readonly string[] {
  const { commit, sha } = result;
  const green = result.exitCode === 0;
  const reason = reasonOf(result);
  const facts = [...loadLines(result), ...describeCluster(result.cluster).map((line) => `now: ${line}`)];
  return [
    `<h2 class="${green ? 'good' : 'bad'}"><span class="sign" aria-hidden="true">${green ? '✓' : '✗'}</span>Commit ${index + 1} · ${escapeHtml(commit.title)} · ${green ? 'green' : 'red'} in ${formatDuration(busyMs(result))}</h2>`,
    `<p class="muted">${escapeHtml(sha)} · ${escapeHtml(commit.story)}</p>`,
    reason === undefined ? '' : `<div class="failure"><p>${escapeHtml(reason)}</p></div>`,
    renderStages(
      withoutWait(result)
        .filter((step) => actionOf(step) !== undefined)
        .map(stageOf),
      `Steps of commit ${index + 1}`,
      3,
    ),
    `<ul>${facts.map((fact) => `<li>${escapeHtml(fact.trim())}</li>`).join('')}</ul>`,
    ...canaryCharts(result),
  ];
}

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  success: 'success',
  failure: 'failure',
  skipped: 'skipped',
};

/** A step of the run; one that ended without saying how could not be checked. */
function stageOf(step: ActStep) {
  return {
    name: `${step.job} · ${nameOf(step)}`,
    startedAt: new Date(step.startedAt).toISOString(),
    durationMs: step.durationMs,
    outcome: OUTCOMES[step.result ?? ''] ?? 'error',
  };
}

function canaryCharts({ reports }: CommitResult): readonly string[] {
  return reports
    .filter((report) => report.action === 'canary-rollback')
    .flatMap((report) => report.charts)
    .map(renderChart);
}
