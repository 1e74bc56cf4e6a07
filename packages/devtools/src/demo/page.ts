import { escapeHtml, formatDuration, renderChart, renderPage, renderRows } from '@fairlead/core';
import { type DemoCheck, reasonOf } from './checks.ts';
import { describeCluster } from './cluster-facts.ts';
import { busyMs, type CommitResult, withoutWait } from './results.ts';
import type { ScenarioResult } from './scenario.ts';
import { renderStepBars } from './step-bars.ts';
import { actionOf } from './steps.ts';
import { loadLines } from './table.ts';
import { trafficBands } from './traffic.ts';
import { type Mark, renderTrafficChart } from './traffic-chart.ts';

const COUNT: Readonly<Record<number, string>> = { 1: 'One commit', 2: 'Two commits', 3: 'Three commits' };

/** The demo's report: one self-contained page with what was measured. */
export function renderDemoPage(
  result: ScenarioResult,
  checks: readonly DemoCheck[],
  machine: string,
): string {
  const failed = checks.filter((check) => !check.ok).length;
  const headline = failed === 0 ? 'as they should be' : `${failed} of ${checks.length} checks failed`;
  return renderPage('Fairlead demo', [
    `<h1 class="${failed === 0 ? 'good' : 'bad'}">${COUNT[result.planned]}, ${headline}</h1>`,
    `<p class="muted">${escapeHtml(machine)}</p>`,
    renderNumbers(result),
    result.records.length === 0 ? '' : renderTraffic(result),
    renderRows(
      'What must be true',
      ['', 'Check', 'Fact'],
      checks.map((check) => [check.ok ? '✓' : '✗', check.name, check.fact]),
    ),
    ...result.commits.flatMap(renderCommit),
  ]);
}

/** What one wants to know first, in large digits. */
function renderNumbers({ commits }: ScenarioResult): string {
  const loads = commits.flatMap(({ load }) => (load === undefined ? [] : [load]));
  const bad = commits.at(-1)?.load;
  if (bad === undefined) return '';
  const sum = (of: 'requests' | 'otherBad'): number => loads.reduce((all, load) => all + load[of], 0);
  const silence = Math.max(...loads.map(({ longestSilenceMs }) => longestSilenceMs)) / 1000;
  const numbers = [
    [String(sum('otherBad')), `of ${sum('requests')} requests failed outside of a canary`],
    [String(bad.canaryBad), 'bad answers by the canary of the bad commit'],
    [
      bad.badSeconds === undefined ? '–' : `${bad.badSeconds.toFixed(1)} s`,
      'from the first bad answer to the last',
    ],
    [`${silence.toFixed(2)} s`, 'was the longest time without a good answer'],
  ] as const;
  const cards = numbers.map(
    ([number, words]) =>
      `<div style="flex:1 1 11rem;padding:.7rem 1rem;border:1px solid var(--line);border-radius:8px;background:var(--card)"><b style="font-size:1.7rem;line-height:1.3;font-variant-numeric:tabular-nums">${escapeHtml(number)}</b><br><span style="color:var(--muted);font-size:13px">${escapeHtml(words)}</span></div>`,
  );
  return `<div style="display:flex;flex-wrap:wrap;gap:.8rem">${cards.join('')}</div>`;
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
    `<h2 class="${green ? 'good' : 'bad'}">${green ? '✓' : '✗'} Commit ${index + 1} · ${escapeHtml(commit.title)} · ${green ? 'green' : 'red'} in ${formatDuration(busyMs(result))}</h2>`,
    `<p class="muted">${escapeHtml(sha)} · ${escapeHtml(commit.story)}</p>`,
    reason === undefined ? '' : `<div class="failure"><p>${escapeHtml(reason)}</p></div>`,
    renderStepBars(withoutWait(result).filter((step) => actionOf(step) !== undefined)),
    `<ul>${facts.map((fact) => `<li>${escapeHtml(fact.trim())}</li>`).join('')}</ul>`,
    ...canaryCharts(result),
  ];
}

function canaryCharts({ reports }: CommitResult): readonly string[] {
  return reports
    .filter((report) => report.action === 'canary-rollback')
    .flatMap((report) => report.charts)
    .map(renderChart);
}
