import { formatDuration } from '../util/duration.ts';
import { renderChart } from './html-chart.ts';
import { escapeHtml } from './markdown.ts';
import type { Report } from './report.ts';

const STYLE = `
:root{color-scheme:light dark;--fg:#1f2328;--bg:#fff;--muted:#59636e;--line:#d1d9e0;--good:#1a7f37;--bad:#cf222e;--one:#0969da;--two:#bc4c00;--three:#8250df}
@media (prefers-color-scheme:dark){:root{--fg:#e6edf3;--bg:#0d1117;--muted:#9198a1;--line:#3d444d;--good:#3fb950;--bad:#f85149;--one:#4493f8;--two:#f0883e;--three:#ab7df8}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg);max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}.good{color:var(--good)}.bad{color:var(--bad)}.muted{color:var(--muted)}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
pre{overflow:auto;padding:.8rem;border:1px solid var(--line);border-radius:6px}svg{width:100%;height:auto}svg text{fill:var(--muted);font-size:11px}
`;

/** A self-contained page: verdict on top, charts, stages, evidence. No script, nothing loaded from elsewhere. */
export function renderHtml(report: Report): string {
  return renderPage(`${report.action}: ${report.outcome}`, [
    `<h1 class="${report.outcome === 'success' ? 'good' : 'bad'}">${escapeHtml(report.action)}: ${report.outcome} in ${formatDuration(report.durationMs)}</h1>`,
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
      ['Stage', 'Outcome', 'Time'],
      report.stages.map((stage) => [stage.name, stage.outcome, formatDuration(stage.durationMs)]),
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
    `<tr>${row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<h2>${escapeHtml(title)}</h2><table>${cells('th', head)}${rows.map((row) => cells('td', row)).join('')}</table>`;
}

function renderFailureBlock({ failure }: Report): string {
  if (failure === undefined) return '';
  const hint = failure.hint === undefined ? '' : `<p>What to do: ${escapeHtml(failure.hint)}</p>`;
  const details = failure.details.length === 0 ? '' : `<pre>${escapeHtml(failure.details.join('\n'))}</pre>`;
  return `<p class="bad"><b>${escapeHtml(failure.code)}</b>: ${escapeHtml(failure.message)}</p>${hint}${details}`;
}
