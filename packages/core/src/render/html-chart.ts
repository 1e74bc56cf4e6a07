import type { Chart, ChartSeries } from '../report/report.ts';
import { highest } from '../util/bound.ts';
import { escapeHtml } from './markdown.ts';
import { formatMoment, formatValue, niceAxis, timeTicks } from './scale.ts';

const WIDTH = 900;
const HEIGHT = 250;
const PAD = { left: 64, right: 16, top: 26, bottom: 28 } as const;
const COLOURS = ['var(--one)', 'var(--two)', 'var(--three)', 'var(--four)', 'var(--five)'] as const;

/** From values to places in the picture. */
interface Plot {
  readonly x: (seconds: number) => number;
  readonly y: (value: number) => number;
  readonly maxX: number;
}

/** A line chart as inline SVG, with legend, limit line and marks. Empty without points. */
export function renderChart(chart: Chart): string {
  const points = chart.series.flatMap((series) => series.points);
  if (points.length === 0) return '';
  const maxX = highest([...points.map(([x]) => x), ...(chart.marks ?? []).map((mark) => mark.x)], 1);
  const axis = niceAxis(
    highest(
      points.map(([, y]) => y),
      (chart.limit?.y ?? 0) * 1.1,
    ),
  );
  const plot: Plot = {
    maxX,
    x: (value) => round(PAD.left + (value / maxX) * (WIDTH - PAD.left - PAD.right)),
    y: (value) => round(HEIGHT - PAD.bottom - (value / axis.max) * (HEIGHT - PAD.top - PAD.bottom)),
  };
  const parts = [
    ...axis.ticks.map((tick) => valueLine(tick, chart.unit, plot)),
    ...timeTicks(maxX).map((tick) => timeLabel(tick, plot)),
    ...renderMarks(chart, plot),
    ...chart.series.map((series, index) => renderSeries(series, colourOf(series, index), plot)),
    renderLimit(chart, plot),
  ];
  const title = escapeHtml(chart.title);
  return `<figure><figcaption><h2>${title}</h2>${renderLegend(chart)}</figcaption><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">${parts.join('')}</svg></figure>`;
}

function valueLine(value: number, unit: string, { y }: Plot): string {
  const label = escapeHtml(`${formatValue(value)} ${unit}`.trim());
  return `<line class="grid" x1="${PAD.left}" x2="${WIDTH - PAD.right}" y1="${y(value)}" y2="${y(value)}"/><text x="${PAD.left - 8}" y="${y(value) + 4}" text-anchor="end">${label}</text>`;
}

function timeLabel(seconds: number, { x, maxX }: Plot): string {
  const isLast = x(seconds) > WIDTH - PAD.right - 16;
  return `<text x="${x(seconds)}" y="${HEIGHT - 8}" text-anchor="${isLast ? 'end' : 'middle'}">${formatMoment(seconds, maxX)}</text>`;
}

function renderLimit({ limit }: Chart, { y }: Plot): string {
  if (limit === undefined) return '';
  return `<line class="limit" x1="${PAD.left}" x2="${WIDTH - PAD.right}" y1="${y(limit.y)}" y2="${y(limit.y)}"/><text class="limit" x="${WIDTH - PAD.right}" y="${y(limit.y) - 5}" text-anchor="end">${escapeHtml(limit.label)}</text>`;
}

/** Widths of letters differ; this is what a letter of the labels takes on average, in the picture's units. */
const LETTER = 6.2;

/** Labels stand above the plot; one that would run into its neighbour is left to its tooltip. */
function renderMarks({ marks = [] }: Chart, { x }: Plot): readonly string[] {
  let free = 0;
  return marks
    .toSorted((a, b) => a.x - b.x)
    .map((mark) => {
      const label = escapeHtml(mark.label);
      const width = mark.label.length * LETTER;
      const isLate = x(mark.x) + width > WIDTH - PAD.right;
      const start = isLate ? x(mark.x) - width : x(mark.x);
      const fits = start >= free;
      if (fits) free = start + width + 6;
      const text = fits
        ? `<text x="${x(mark.x)}" y="${PAD.top - 10}" text-anchor="${isLate ? 'end' : 'start'}">${label}</text>`
        : '';
      return `<g><title>${label}</title><line class="mark" x1="${x(mark.x)}" x2="${x(mark.x)}" y1="${PAD.top - 6}" y2="${HEIGHT - PAD.bottom}"/>${text}</g>`;
    });
}

function renderSeries(series: ChartSeries, stroke: string, plot: Plot): string {
  const spots = lineSpots(series, plot);
  const [first, last] = [spots[0], spots.at(-1)];
  if (first === undefined || last === undefined) return '';
  const line = spots.map(([x, y]) => `${x},${y}`).join(' ');
  const dot = `<circle cx="${last[0]}" cy="${last[1]}" r="3" fill="${stroke}"/>`;
  const base = plot.y(0);
  const area =
    series.step === true
      ? `<polygon fill="${stroke}" fill-opacity="0.14" points="${first[0]},${base} ${line} ${last[0]},${base}"/>`
      : '';
  return `<g><title>${escapeHtml(series.name)}</title>${area}<polyline fill="none" stroke="${stroke}" points="${line}"/>${dot}</g>`;
}

function lineSpots({ points, step }: ChartSeries, { x, y }: Plot): readonly (readonly [number, number])[] {
  return points.flatMap(([time, value], index) => {
    const before = points[index - 1];
    const corner = step === true && before !== undefined ? [[x(time), y(before[1])] as const] : [];
    return [...corner, [x(time), y(value)] as const];
  });
}

function renderLegend({ series, unit }: Chart): string {
  const items = series.map((entry, index) => {
    const values = entry.points.map(([, value]) => value);
    const peak = values.length === 0 ? '' : ` · peak ${formatValue(highest(values))} ${unit}`.trimEnd();
    return `<span><i style="background:${colourOf(entry, index)}"></i>${escapeHtml(entry.name)}<small>${escapeHtml(peak)}</small></span>`;
  });
  return `<p class="legend">${items.join('')}</p>`;
}

function colourOf(series: ChartSeries, index: number): string {
  return series.tone === 'bad' ? 'var(--bad)' : (COLOURS[index % COLOURS.length] ?? COLOURS[0]);
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
