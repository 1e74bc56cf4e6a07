import type { StageReport } from '../report/report.ts';
import { lowest } from '../util/bound.ts';
import { formatDuration } from '../util/duration.ts';

/** Stages as a Mermaid gantt, times relative to the first start. Empty for fewer than two stages. */
export function renderGantt(title: string, stages: readonly StageReport[]): string {
  if (stages.length < 2) return '';
  const start = lowest(stages.map((stage) => Date.parse(stage.startedAt)));
  const rows = stages.map((stage, index) => {
    const from = Date.parse(stage.startedAt) - start;
    const length = Math.max(1, Math.round(stage.durationMs));
    const mark = stage.outcome === 'success' ? 'done' : 'crit';
    return `  ${plain(stage.name)} (${formatDuration(stage.durationMs)}) :${mark}, s${index}, ${from}, ${from + length}`;
  });
  const head = ['gantt', `  title ${plain(title)}`, '  dateFormat x', '  axisFormat %M:%S'];
  return `\`\`\`mermaid\n${[...head, ...rows].join('\n')}\n\`\`\`\n`;
}

/** Mermaid reads colons, semicolons and hashes as syntax; a backtick could end the block. */
function plain(text: string): string {
  return text.replaceAll(/[:;#,`\r\n]/g, ' ');
}
