import type { Chart, ChartSeries } from '../report/report.ts';
import { highest } from '../util/bound.ts';
import { escapeHtml } from './markdown.ts';
import { type Axis, formatMoment, formatValue, niceAxis, timeTicks } from './scale.ts';

/** A picture in units that are about a pixel: one for phones, one for everything else. The style shows one of them. */
interface Frame {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
  /** Room of the axis at the left. */
  readonly left: number;
  /** Each of the moments below the axis that is written. */
  readonly everyTick: number;
}

const FRAMES: readonly Frame[] = [
  { name: 'wide', width: 960, height: 260, left: 64, everyTick: 1 },
  { name: 'narrow', width: 360, height: 230, left: 54, everyTick: 2 },
];
const PAD = { right: 14, top: 28, bottom: 26 } as const;
const COLOURS = ['var(--one)', 'var(--two)', 'var(--three)', 'var(--four)', 'var(--five)'] as const;
/** Lines differ in their dashes too: nobody needs to tell colours apart. */
const DASHES = ['', '8 4', '3 3', '12 3 3 3'] as const;

/** From values to places in the picture. */
interface Plot extends Frame {
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
  const pictures = FRAMES.map((frame) => renderPicture(chart, axis, maxX, frame));
  return `<figure><figcaption><h2>${escapeHtml(chart.title)}</h2>${renderLegend(chart)}</figcaption>${pictures.join('')}</figure>`;
}

function renderPicture(chart: Chart, axis: Axis, maxX: number, frame: Frame): string {
  const { width, height, left } = frame;
  const plot: Plot = {
    ...frame,
    maxX,
    x: (value) => round(left + (value / maxX) * (width - left - PAD.right)),
    y: (value) => round(height - PAD.bottom - (value / axis.max) * (height - PAD.top - PAD.bottom)),
  };
  const moments = timeTicks(maxX).filter((_, index) => index % frame.everyTick === 0);
  const parts = [
    ...axis.ticks.map((tick) => valueLine(tick, chart.unit, plot)),
    ...moments.map((tick) => timeLabel(tick, plot)),
    ...renderMarks(chart, plot),
    ...chart.series.map((series, index) => renderSeries(series, strokeOf(series, index), plot)),
    renderLimit(chart, plot),
  ];
  return `<svg class="${frame.name}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(describe(chart))}">${parts.join('')}</svg>`;
}

/** The chart for those who hear it. */
function describe({ title, series, limit, unit }: Chart): string {
  const lines = series.map(({ name, points }) => `${name}${peakOf(points, unit)}`);
  return [`${title}: ${lines.join('; ')}`, ...(limit === undefined ? [] : [limit.label])].join('; ');
}

function valueLine(value: number, unit: string, { x, y, width }: Plot): string {
  const label = escapeHtml(`${formatValue(value)} ${unit}`.trim());
  return `<line class="grid" x1="${x(0)}" x2="${width - PAD.right}" y1="${y(value)}" y2="${y(value)}"/><text x="${x(0) - 8}" y="${y(value) + 4}" text-anchor="end">${label}</text>`;
}

function timeLabel(seconds: number, { x, maxX, width, height }: Plot): string {
  const isLast = x(seconds) > width - PAD.right - 16;
  return `<text x="${x(seconds)}" y="${height - 7}" text-anchor="${isLast ? 'end' : 'middle'}">${formatMoment(seconds, maxX)}</text>`;
}

function renderLimit({ limit }: Chart, { x, y, width }: Plot): string {
  if (limit === undefined) return '';
  return `<line class="limit" x1="${x(0)}" x2="${width - PAD.right}" y1="${y(limit.y)}" y2="${y(limit.y)}"/><text class="limit" x="${width - PAD.right}" y="${y(limit.y) - 5}" text-anchor="end">${escapeHtml(limit.label)}</text>`;
}

/** Widths of letters differ; this is what a letter of the labels takes on average, in the picture's units. */
const LETTER = 6.5;

/** Labels stand above the plot; one that would run into its neighbour is left to its tooltip. */
function renderMarks({ marks = [] }: Chart, { x, width: whole, height }: Plot): readonly string[] {
  let free = 0;
  return marks
    .toSorted((a, b) => a.x - b.x)
    .map((mark) => {
      const label = escapeHtml(mark.label);
      const width = mark.label.length * LETTER;
      const isLate = x(mark.x) + width > whole - PAD.right;
      const start = isLate ? x(mark.x) - width : x(mark.x);
      const fits = start >= free;
      if (fits) free = start + width + 6;
      const text = fits
        ? `<text x="${x(mark.x)}" y="${PAD.top - 10}" text-anchor="${isLate ? 'end' : 'start'}">${label}</text>`
        : '';
      return `<g><title>${label}</title><line class="mark" x1="${x(mark.x)}" x2="${x(mark.x)}" y1="${PAD.top - 6}" y2="${height - PAD.bottom}"/>${text}</g>`;
    });
}

/** How a line is drawn. */
interface Stroke {
  readonly colour: string;
  readonly attributes: string;
}

function strokeOf(series: ChartSeries, index: number): Stroke {
  const colour = series.tone === 'bad' ? 'var(--bad)' : (COLOURS[index % COLOURS.length] ?? COLOURS[0]);
  const dashes = DASHES[index % DASHES.length] ?? '';
  return {
    colour,
    attributes: `stroke="${colour}"${dashes === '' ? '' : ` stroke-dasharray="${dashes}"`}`,
  };
}

function renderSeries(series: ChartSeries, { colour, attributes }: Stroke, plot: Plot): string {
  const runs = runsOf(series).map((points) => lineSpots({ ...series, points }, plot));
  const drawn = runs.map((spots, at) =>
    renderRun(spots, at === runs.length - 1, { series, colour, attributes, plot }),
  );
  return drawn.length === 0 ? '' : `<g><title>${escapeHtml(series.name)}</title>${drawn.join('')}</g>`;
}

/** A line without a gap; the last one ends in a dot, and so does one of a single point. */
function renderRun(
  spots: readonly (readonly [number, number])[],
  isLast: boolean,
  { series, colour, attributes, plot }: Stroke & { readonly series: ChartSeries; readonly plot: Plot },
): string {
  const [first, last] = [spots[0], spots.at(-1)];
  if (first === undefined || last === undefined) return '';
  const line = spots.map(([x, y]) => `${x},${y}`).join(' ');
  const dot =
    isLast || spots.length === 1 ? `<circle cx="${last[0]}" cy="${last[1]}" r="3.5" fill="${colour}"/>` : '';
  const base = plot.y(0);
  const area =
    series.step === true
      ? `<polygon fill="${colour}" fill-opacity="0.12" points="${first[0]},${base} ${line} ${last[0]},${base}"/>`
      : '';
  return `${area}<polyline ${attributes} points="${line}"/>${dot}`;
}

/** The points from gap to gap. */
function runsOf({ points, gaps = [] }: ChartSeries): readonly ChartSeries['points'][] {
  const runs: (readonly [number, number])[][] = [];
  for (const [index, point] of points.entries()) {
    const before = points[index - 1];
    const broken = before === undefined || gaps.some(([from, to]) => from >= before[0] && to <= point[0]);
    if (broken) runs.push([point]);
    else runs.at(-1)?.push(point);
  }
  return runs;
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
    const swatch = `<svg viewBox="0 0 30 11" aria-hidden="true"><line x1="0" x2="30" y1="7" y2="7" ${strokeOf(entry, index).attributes}/></svg>`;
    return `<span>${swatch}${escapeHtml(entry.name)}<small>${escapeHtml(peakOf(entry.points, unit))}</small></span>`;
  });
  return `<p class="legend">${items.join('')}</p>`;
}

function peakOf(points: ChartSeries['points'], unit: string): string {
  if (points.length === 0) return '';
  return `, peak ${formatValue(highest(points.map(([, value]) => value)))} ${unit}`.trimEnd();
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
