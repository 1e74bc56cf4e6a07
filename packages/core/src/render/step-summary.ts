import type { Outcome, Report } from '../report/report.ts';
import { formatDuration } from '../util/duration.ts';
import { renderGantt } from './gantt.ts';
import { markdownDetails, markdownTable } from './markdown.ts';

const MARK: Readonly<Record<Outcome, string>> = {
  success: '✅',
  failure: '❌',
  error: '⚠️',
  cancelled: '⏹️',
  skipped: '⏭️',
};

/** The end of every headline: `built in 3 s`, `dry run in 1 s`, `failed (allowed by continue-on-fail) in 3 s`. */
export function describeOutcome({ outcome, outputs, failure, durationMs }: Report): string {
  const word = (outputs['outcome'] ?? outcome).replaceAll('-', ' ');
  const allowed = failure?.toleratedBy === undefined ? '' : ` (allowed by ${failure.toleratedBy})`;
  return `${word}${allowed} in ${formatDuration(durationMs)}`;
}

/** The step summary: headline, the action's own section or the failure, then the timeline. */
export function renderStepSummary(report: Report, body: string): string {
  const phase = report.phase === 'post' ? ' (finish)' : '';
  const head = `### ${MARK[report.outcome]} ${report.action}${phase}: ${describeOutcome(report)}`;
  const stages = markdownTable(
    ['Stage', 'Outcome', 'Time'],
    report.stages.map((stage) => [
      stage.name,
      [`${MARK[stage.outcome]} ${stage.outcome}`, stage.reason].filter(Boolean).join(': '),
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
