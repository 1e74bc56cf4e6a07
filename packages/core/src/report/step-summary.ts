import { formatDuration } from '../util/duration.ts';
import { renderGantt } from './gantt.ts';
import { markdownDetails, markdownTable } from './markdown.ts';
import type { Outcome, Report } from './report.ts';

const MARK: Readonly<Record<Outcome, string>> = {
  success: '✅',
  failure: '❌',
  error: '⚠️',
  cancelled: '⏹️',
  skipped: '⏭️',
};

/** The step summary: headline, the action's own section or the failure, then the timeline. */
export function renderStepSummary(report: Report, body: string): string {
  const phase = report.phase === 'post' ? ' (finish)' : '';
  const head = `### ${MARK[report.outcome]} ${report.action}${phase}: ${report.outcome} in ${formatDuration(report.durationMs)}`;
  const stages = markdownTable(
    ['Stage', 'Outcome', 'Time'],
    report.stages.map((stage) => [
      stage.name,
      `${MARK[stage.outcome]} ${stage.outcome}`,
      formatDuration(stage.durationMs),
    ]),
    ['left', 'left', 'right'],
  );
  const timeline =
    stages === ''
      ? ''
      : markdownDetails('Timeline', `${stages}\n${renderGantt(report.action, report.stages)}`);
  return `${[head, '', body.trim(), '', timeline].join('\n')}\n`;
}
