import type { Report } from '../report/report.ts';
import { formatDuration } from '../util/duration.ts';
import { renderChart } from './html-chart.ts';
import { renderNumbers } from './html-numbers.ts';
import { renderStages } from './html-stages.ts';
import { STYLE } from './html-style.ts';
import { renderRows } from './html-table.ts';
import { escapeHtml } from './markdown.ts';
import { describeOutcome } from './step-summary.ts';

/** A self-contained page: verdict on top, charts, stages, evidence. No script, nothing loaded from elsewhere. */
export function renderHtml(report: Report): string {
  const { action, outcome, outputs, run, startedAt, verdicts } = report;
  return renderPage(`${action}: ${outputs['outcome'] ?? outcome}`, [
    renderHeadline(outcome === 'success', `${action}: ${describeOutcome(report)}`),
    `<p class="muted">${escapeHtml([run.ref, run.sha, startedAt].filter(Boolean).join(' · '))}</p>`,
    renderFailureBlock(report),
    renderNumbers(numbersOf(report)),
    renderRows(
      'Verdicts',
      ['Rule', 'Outcome', 'Why'],
      verdicts.map((verdict) => [verdict.name, verdict.outcome, verdict.reason]),
    ),
    ...report.charts.map(renderChart),
    renderStages(report.stages),
    renderRows('Outputs', ['Output', 'Value'], Object.entries(outputs)),
    renderRows('Inputs', ['Input', 'Value'], Object.entries(report.inputs)),
    renderRows(
      'Evidence',
      ['File'],
      report.evidence.map((path) => [path]),
    ),
  ]);
}

/** How it came out, in a colour and a sign. */
export function renderHeadline(good: boolean, text: string): string {
  return `<h1 class="${good ? 'good' : 'bad'}"><span class="sign" aria-hidden="true">${good ? '✓' : '✗'}</span>${escapeHtml(text)}</h1>`;
}

/** Wraps sections into a page with the house's style. */
export function renderPage(title: string, sections: readonly string[]): string {
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>\n${sections.filter((section) => section !== '').join('\n')}\n</main></body></html>\n`;
}

/** Where the time went, and how many rules held. A single stage and a single verdict are no news. */
function numbersOf({ durationMs, stages, verdicts }: Report): readonly (readonly [string, string])[] {
  const [longest] = stages.toSorted((one, other) => other.durationMs - one.durationMs);
  if (longest === undefined || stages.length < 2) return [];
  const held = verdicts.filter(({ outcome }) => outcome === 'success').length;
  return [
    [formatDuration(durationMs), 'from start to end'],
    [formatDuration(longest.durationMs), `took the longest stage, ${longest.name}`],
    ...(verdicts.length > 1 ? [[`${held} of ${verdicts.length}`, 'verdicts are good'] as const] : []),
  ];
}

function renderFailureBlock({ failure }: Report): string {
  if (failure === undefined) return '';
  const hint = failure.hint === undefined ? '' : `<p><b>What to do</b> · ${escapeHtml(failure.hint)}</p>`;
  const details =
    failure.details.length === 0
      ? ''
      : `<pre role="region" aria-label="What shows it" tabindex="0">${escapeHtml(failure.details.join('\n'))}</pre>`;
  return `<div class="failure"><p class="bad"><code>${escapeHtml(failure.code)}</code></p><p class="why">${escapeHtml(failure.message)}</p>${hint}${details}</div>`;
}
