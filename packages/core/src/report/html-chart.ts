import { escapeHtml } from './markdown.ts';
import type { Chart, ChartSeries } from './report.ts';

const WIDTH = 900;
const HEIGHT = 240;
const PAD = { left: 56, right: 12, top: 12, bottom: 28 } as const;
const COLOURS = ['var(--one)', 'var(--two)', 'var(--three)', 'var(--good)'] as const;

/** A line chart as inline SVG, with legend, limit line and marks. */
export function renderChart(chart: Chart): string {
  const points = chart.series.flatMap((series) => series.points);
  if (points.length === 0) return '';
  const maxX = Math.max(1, ...points.map(([x]) => x), ...(chart.marks ?? []).map((mark) => mark.x));
  const maxY = niceCeiling(Math.max(...points.map(([, y]) => y), chart.limit?.y ?? 0));
  const x = (value: number): number => PAD.left + (value / maxX) * (WIDTH - PAD.left - PAD.right);
  const y = (value: number): number => HEIGHT - PAD.bottom - (value / maxY) * (HEIGHT - PAD.top - PAD.bottom);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const value = maxY * share;
    return `<line x1="${PAD.left}" x2="${WIDTH - PAD.right}" y1="${y(value)}" y2="${y(value)}" stroke="var(--line)"/><text x="${PAD.left - 6}" y="${y(value) + 4}" text-anchor="end">${tick(value)} ${escapeHtml(chart.unit)}</text>`;
  });
  const times = [0, 0.25, 0.5, 0.75, 1].map(
    (share) =>
      `<text x="${x(maxX * share)}" y="${HEIGHT - 8}" text-anchor="middle">${Math.round(maxX * share)} s</text>`,
  );
  const limit =
    chart.limit === undefined
      ? ''
      : `<line x1="${PAD.left}" x2="${WIDTH - PAD.right}" y1="${y(chart.limit.y)}" y2="${y(chart.limit.y)}" stroke="var(--bad)" stroke-dasharray="5 4"/><text x="${WIDTH - PAD.right}" y="${y(chart.limit.y) - 4}" text-anchor="end">${escapeHtml(chart.limit.label)}</text>`;
  const marks = (chart.marks ?? []).map(
    (mark) =>
      `<line x1="${x(mark.x)}" x2="${x(mark.x)}" y1="${PAD.top}" y2="${HEIGHT - PAD.bottom}" stroke="var(--muted)" stroke-dasharray="2 3"/><text x="${x(mark.x) + 3}" y="${PAD.top + 10}">${escapeHtml(mark.label)}</text>`,
  );
  const lines = chart.series.map(
    (series, index) =>
      `<polyline fill="none" stroke="${COLOURS[index % COLOURS.length]}" stroke-width="2" points="${linePoints(series, x, y)}"/>`,
  );
  const legend = chart.series
    .map(
      (series, index) =>
        `<span style="color:${COLOURS[index % COLOURS.length]}">■ ${escapeHtml(series.name)}</span>`,
    )
    .join(' &nbsp; ');
  return `<h2>${escapeHtml(chart.title)}</h2><p>${legend}</p><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(chart.title)}">${[...grid, ...times, limit, ...marks, ...lines].join('')}</svg>`;
}

function linePoints(series: ChartSeries, x: (value: number) => number, y: (value: number) => number): string {
  const spots: string[] = [];
  let last: number | undefined;
  for (const [time, value] of series.points) {
    if (series.step === true && last !== undefined) spots.push(`${x(time).toFixed(1)},${y(last).toFixed(1)}`);
    spots.push(`${x(time).toFixed(1)},${y(value).toFixed(1)}`);
    last = value;
  }
  return spots.join(' ');
}

/** The next of 1, 2, 5, 10, 20, … at or above a value. */
function niceCeiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((factor) => factor * power >= value) ?? 10) * power;
}

function tick(value: number): string {
  return value >= 10 || value === 0 ? String(Math.round(value)) : String(Number(value.toFixed(2)));
}
