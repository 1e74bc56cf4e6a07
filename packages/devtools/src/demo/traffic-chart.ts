import { escapeHtml } from '@fairlead/core';
import type { TrafficBand } from './traffic.ts';

/** A picture in units that are about a pixel; the style of the pages shows the one that fits. */
interface Frame {
  readonly name: 'wide' | 'narrow';
  readonly width: number;
  readonly height: number;
}

const FRAMES: readonly Frame[] = [
  { name: 'wide', width: 960, height: 320 },
  { name: 'narrow', width: 360, height: 280 },
];
const PAD = { left: 40, right: 10, top: 30, bottom: 26 } as const;
const COLOURS = ['var(--one)', 'var(--two)', 'var(--three)'] as const;
/** Average width of a letter of the labels, in the picture's units. */
const LETTER = 6.4;

/** A moment with a word, in seconds since the recording's start. */
export interface Mark {
  readonly x: number;
  readonly label: string;
}

interface Plot extends Frame {
  readonly x: (second: number) => number;
  readonly y: (answers: number) => number;
  readonly seconds: number;
}

/**
 * Who answered, second by second, as bands that add up to the load. Each band carries its name, so that nobody needs to
 * tell colours apart: a canary is hatched, what is bad is dark and on top. Empty without bands.
 */
export function renderTrafficChart(bands: readonly TrafficBand[], marks: readonly Mark[]): string {
  const seconds = bands[0]?.counts.length ?? 0;
  if (seconds === 0) return '';
  const totals = Array.from({ length: seconds }, (_, second) => sumAt(bands, second));
  const top = Math.ceil((Math.max(...totals) * 1.15) / 10) * 10; // room for a label above
  const title = 'Who answered, second by second';
  const pictures = FRAMES.map((frame) => renderPicture({ bands, marks, seconds, top, title }, frame));
  return `<figure><figcaption><h2>${title}</h2><p class="legend"><span>answers a second; hatched: by a canary; on top: bad answers</span></p></figcaption>${pictures.join('')}</figure>`;
}

/** What is drawn, whatever its size. */
interface Traffic {
  readonly bands: readonly TrafficBand[];
  readonly marks: readonly Mark[];
  readonly seconds: number;
  /** The highest number of answers that has a place. */
  readonly top: number;
  readonly title: string;
}

function renderPicture({ bands, marks, seconds, top, title }: Traffic, frame: Frame): string {
  const { name, width, height } = frame;
  const plot: Plot = {
    ...frame,
    seconds,
    x: (second) => round(PAD.left + (second / seconds) * (width - PAD.left - PAD.right)),
    y: (answers) => round(height - PAD.bottom - (answers / top) * (height - PAD.top - PAD.bottom)),
  };
  const areas = bands.map((band, index) => renderArea(band, bands.slice(0, index), plot));
  const labels = bands.map((band, index) => renderLabel(band, bands.slice(0, index), plot));
  const sums = bands.map(
    ({ name: band, counts }) => `${band} ${counts.reduce((sum, count) => sum + count, 0)}`,
  );
  const spoken = escapeHtml(`${title}: ${sums.join(', ')}`);
  return `<svg class="${name}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${spoken}"><defs>${COLOURS.map((colour, index) => renderHatch(colour, `${name}-${index}`)).join('')}</defs>${areas.join('')}${renderAxes(top, plot)}${renderMarks(marks, plot)}${labels.join('')}</svg>`;
}

function sumAt(bands: readonly TrafficBand[], second: number): number {
  return bands.reduce((sum, { counts }) => sum + (counts[second] ?? 0), 0);
}

function renderHatch(colour: string, id: string): string {
  return `<pattern id="canary-${id}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" fill="${colour}" fill-opacity=".16"/><rect width="3" height="7" fill="${colour}" fill-opacity=".55"/></pattern>`;
}

function fillOf({ commit, kind }: TrafficBand, frame: Frame): string {
  if (kind === 'bad' || commit === undefined) return 'fill="var(--bad)"';
  const index = commit % COLOURS.length;
  return kind === 'canary'
    ? `fill="url(#canary-${frame.name}-${index})"`
    : `fill="${COLOURS[index]}" fill-opacity=".4"`;
}

/** Stairs along the top of the band, and back along the top of what lies below it. */
function renderArea(band: TrafficBand, below: readonly TrafficBand[], plot: Plot): string {
  const { x, y, seconds } = plot;
  const stairs = (height: (second: number) => number): string[] =>
    Array.from({ length: seconds }, (_, second) => second).flatMap((second) => [
      `${x(second)},${y(height(second))}`,
      `${x(second + 1)},${y(height(second))}`,
    ]);
  const upper = stairs((second) => sumAt([...below, band], second));
  const lower = stairs((second) => sumAt(below, second)).reverse();
  const all = band.counts.reduce((sum, count) => sum + count, 0);
  return `<g><title>${escapeHtml(`${band.name}: ${all} answers`)}</title><polygon ${fillOf(band, plot)} points="${[...upper, ...lower].join(' ')}"/></g>`;
}

/** The name of a band in the middle of its stay; above it where the band is too thin for letters. */
function renderLabel(band: TrafficBand, below: readonly TrafficBand[], { x, y }: Plot): string {
  const from = band.counts.findIndex((count) => count > 0);
  const to = band.counts.findLastIndex((count) => count > 0) + 1;
  if (x(to) - x(from) < (band.name.length * LETTER) / 2) return '';
  const third = Math.floor((to - from) / 3);
  const middle = Array.from({ length: to - from - 2 * third }, (_, index) => from + third + index);
  const mean = (of: readonly TrafficBand[]): number =>
    middle.reduce((sum, second) => sum + sumAt(of, second), 0) / middle.length;
  const [low, high] = [y(mean(below)), y(mean([...below, band]))];
  const place = low - high >= 16 ? (low + high) / 2 + 4 : high - 9;
  return `<text x="${x((from + to) / 2)}" y="${round(place)}" text-anchor="middle" class="over">${escapeHtml(band.name)}</text>`;
}

function renderAxes(top: number, { x, y, seconds, width, height: bottom }: Plot): string {
  const height = top > 40 ? 20 : 10;
  const heights = Array.from({ length: Math.floor(top / height) + 1 }, (_, index) => index * height).map(
    (value) =>
      `<line class="grid" x1="${PAD.left}" x2="${width - PAD.right}" y1="${y(value)}" y2="${y(value)}"/><text x="${PAD.left - 8}" y="${y(value) + 4}" text-anchor="end">${value}/s</text>`,
  );
  const step = [10, 30, 60, 120].find((each) => seconds / each <= (width < 600 ? 4 : 8)) ?? 300;
  const times = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => {
    const time = index * step;
    const text = `${Math.floor(time / 60)}:${String(time % 60).padStart(2, '0')}`;
    return `<text x="${x(time)}" y="${bottom - 7}" text-anchor="middle">${text}</text>`;
  });
  return [...heights, ...times].join('');
}

/** Labels stand above the plot; one that would run into its neighbour is left to its tooltip. */
function renderMarks(marks: readonly Mark[], { x, width: whole, height }: Plot): string {
  let free = 0;
  const drawn = marks
    .toSorted((one, other) => one.x - other.x)
    .map(({ x: second, label }) => {
      const at = x(second);
      const width = label.length * LETTER;
      const isLate = at + width > whole - PAD.right;
      const start = isLate ? at - width : at;
      const fits = start >= free;
      if (fits) free = start + width + 6;
      const text = `<text x="${at}" y="${PAD.top - 12}" text-anchor="${isLate ? 'end' : 'start'}">${escapeHtml(label)}</text>`;
      return `<g><title>${escapeHtml(label)}</title><line class="mark" x1="${at}" x2="${at}" y1="${PAD.top - 8}" y2="${height - PAD.bottom}"/>${fits ? text : ''}</g>`;
    });
  return drawn.join('');
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
