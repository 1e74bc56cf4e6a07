import type { StageReport } from '../report/report.ts';
import { highest, lowest } from '../util/bound.ts';
import { formatDuration } from '../util/duration.ts';
import { renderHead, renderOutcome, renderTable, toneOf } from './html-table.ts';
import { escapeHtml } from './markdown.ts';

/** Stages with their place in time as bars, which show what was waited for. Empty without stages. */
export function renderStages(stages: readonly StageReport[], title = 'Stages', level: 2 | 3 = 2): string {
  const from = lowest(stages.map(({ startedAt }) => Date.parse(startedAt)));
  const to = highest(stages.map(({ startedAt, durationMs }) => Date.parse(startedAt) + durationMs));
  const percent = (ms: number): string => ((100 * ms) / Math.max(1, to - from)).toFixed(1);
  const reasons = stages.some(({ reason }) => reason !== undefined);
  const rows = stages.map(({ name, outcome, startedAt, durationMs, reason }) => {
    const tone = toneOf(outcome);
    const bar = `<span${tone === '' || tone === 'good' ? '' : ` class="${tone}"`} style="margin-left:${percent(Date.parse(startedAt) - from)}%;width:${percent(durationMs)}%"></span>`;
    const why = reasons ? `<td>${escapeHtml(reason ?? '')}</td>` : '';
    return `<tr><th scope="row">${escapeHtml(name)}</th>${renderOutcome(outcome)}<td class="time">${formatDuration(durationMs)}</td><td class="bar" aria-hidden="true">${bar}</td>${why}</tr>`;
  });
  const head = [
    renderHead('Stage'),
    renderHead('Outcome'),
    '<th scope="col" class="time">Time</th><td class="bar" aria-hidden="true"></td>',
    ...(reasons ? [renderHead('Why')] : []),
  ];
  return renderTable(title, head, rows, level);
}
