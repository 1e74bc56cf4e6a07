import type { Report } from '../report/report.ts';
import { formatDuration } from '../util/duration.ts';
import { renderChart } from './html-chart.ts';
import { STYLE } from './html-style.ts';
import { escapeHtml } from './markdown.ts';
import { describeOutcome } from './step-summary.ts';

/** A self-contained page: verdict on top, charts, stages, evidence. No script, nothing loaded from elsewhere. */
export function renderHtml(report: Report): string {
  return renderPage(`${report.action}: ${report.outputs['outcome'] ?? report.outcome}`, [
    `<h1 class="${report.outcome === 'success' ? 'good' : 'bad'}">${escapeHtml(`${report.action}: ${describeOutcome(report)}`)}</h1>`,
    `<p class="muted">${escapeHtml([report.run.ref, report.run.sha, report.startedAt].filter(Boolean).join(' · '))}</p>`,
    renderFailureBlock(report),
    renderRows(
      'Verdicts',
      ['Rule', 'Outcome', 'Why'],
      report.verdicts.map((verdict) => [verdict.name, verdict.outcome, verdict.reason]),
    ),
    ...report.charts.map(renderChart),
    renderRows(
      'Stages',
      ['Stage', 'Outcome', 'Time', 'Why'],
      report.stages.map((stage) => [
        stage.name,
        stage.outcome,
        formatDuration(stage.durationMs),
        stage.reason ?? '',
      ]),
    ),
    renderRows('Outputs', ['Output', 'Value'], Object.entries(report.outputs)),
    renderRows('Inputs', ['Input', 'Value'], Object.entries(report.inputs)),
    renderRows(
      'Evidence',
      ['File'],
      report.evidence.map((path) => [path]),
    ),
  ]);
}

/** Wraps sections into a page with the house's style. */
export function renderPage(title: string, sections: readonly string[]): string {
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>\n${sections.filter((section) => section !== '').join('\n')}\n</body></html>\n`;
}

/** A titled table; empty without rows. */
export function renderRows(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  if (rows.length === 0) return '';
  const cells = (tag: 'th' | 'td', row: readonly string[]): string =>
    `<tr>${row.map((cell) => `<${tag}${toneOf(cell)}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<h2>${escapeHtml(title)}</h2><table>${cells('th', head)}${rows.map((row) => cells('td', row)).join('')}</table>`;
}

const GOOD = ['success', '✓'];
const BAD = ['failure', 'error', '✗'];
const WARN = ['warning', 'pause', 'inconclusive', 'cancelled'];

/** A cell that is nothing but an outcome has its colour. */
function toneOf(cell: string): string {
  const tone = GOOD.includes(cell) ? 'good' : BAD.includes(cell) ? 'bad' : WARN.includes(cell) ? 'warn' : '';
  return tone === '' ? '' : ` class="${tone}"`;
}

function renderFailureBlock({ failure }: Report): string {
  if (failure === undefined) return '';
  const hint = failure.hint === undefined ? '' : `<p><b>What to do</b> · ${escapeHtml(failure.hint)}</p>`;
  const details = failure.details.length === 0 ? '' : `<pre>${escapeHtml(failure.details.join('\n'))}</pre>`;
  return `<div class="failure"><p><b class="bad">${escapeHtml(failure.code)}</b></p><p>${escapeHtml(failure.message)}</p>${hint}${details}</div>`;
}
