import type { Chart, ChartSeries } from '../report/report.ts';
import { highest, lowest } from '../util/bound.ts';
import { niceAxis } from './scale.ts';

/** Mermaid spreads a line's values evenly over a numeric axis; more of them would not be readable. */
const PLACES = 24;

/**
 * A chart as Mermaid `xychart-beta` for the step summary; the legend is the line above it, since that chart has none.
 * It reaches from the first point to the last. A series of one point is left out, and without others the text is empty.
 * It can draw no gaps, so they are told there; before its first point a series is drawn at the height of that one.
 */
export function renderXyChart(chart: Chart): string {
  const drawn = chart.series.filter((series) => series.points.length > 1);
  const points = drawn.flatMap((series) => series.points);
  if (points.length === 0) return '';
  const times = points.map(([x]) => x);
  const from = Math.floor(lowest(times));
  const to = highest(times, from + 1);
  const moments = Array.from({ length: PLACES + 1 }, (_, index) => from + ((to - from) / PLACES) * index);
  const axis = niceAxis(
    highest(
      points.map(([, y]) => y),
      chart.limit?.y ?? 0,
    ),
  );
  const [unit, seconds] = to > 600 ? ['minutes', 60] : ['seconds', 1];
  const lines = drawn.map((series) => moments.map((moment) => valueAt(series, moment)));
  if (chart.limit !== undefined) lines.push(moments.map(() => chart.limit?.y ?? 0));
  const body = [
    'xychart-beta',
    `  title "${plain(chart.title)}"`,
    `  x-axis "${unit}" ${short(from / seconds)} --> ${short(to / seconds)}`,
    `  y-axis "${plain(chart.unit)}" 0 --> ${axis.max}`,
    ...lines.map((line) => `  line [${line.map(short).join(', ')}]`),
  ];
  const names = [
    ...drawn.map(({ name, gaps = [] }) => `${name}${gapWords(gaps)}`),
    ...(chart.limit === undefined ? [] : [chart.limit.label]),
  ];
  return `${plain(chart.title)}, in the order of the lines: ${names.map(plain).join(', ')}\n\n\`\`\`mermaid\n${body.join('\n')}\n\`\`\`\n`;
}

function valueAt({ points, step }: ChartSeries, moment: number): number {
  const after = points.findIndex(([x]) => x > moment);
  const before = points[after < 0 ? points.length - 1 : after - 1];
  if (before === undefined) return points[0]?.[1] ?? 0;
  const next = after < 0 ? undefined : points[after];
  if (step === true || next === undefined) return before[1];
  const share = (moment - before[0]) / (next[0] - before[0]);
  return before[1] + share * (next[1] - before[1]);
}

/** `, no data from 20 s to 45 s`. */
function gapWords(gaps: readonly (readonly [number, number])[]): string {
  const words = gaps.map(([from, to]) => `from ${short(from)} s to ${short(to)} s`);
  return words.length === 0 ? '' : ` (no data ${words.join(', ')})`;
}

function short(value: number): number {
  return Number(value.toFixed(3));
}

/** Mermaid ends its text at quotes and line breaks. */
function plain(text: string): string {
  return text.replaceAll(/["\n`]/g, ' ');
}
