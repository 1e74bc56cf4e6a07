import { escapeHtml } from '@fairlead/core';
import type { TrafficBand } from './traffic.ts';

const WIDTH = 900;
const HEIGHT = 320;
const PAD = { left: 48, right: 12, top: 30, bottom: 28 } as const;
const COLOURS = ['var(--one)', 'var(--two)', 'var(--three)'] as const;
/** Average width of a letter of the labels, in the picture's units. */
const LETTER = 6.4;

/** A moment with a word, in seconds since the recording's start. */
export interface Mark {
  readonly x: number;
  readonly label: string;
}

interface Plot {
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
  const plot: Plot = {
    seconds,
    x: (second) => round(PAD.left + (second / seconds) * (WIDTH - PAD.left - PAD.right)),
    y: (answers) => round(HEIGHT - PAD.bottom - (answers / top) * (HEIGHT - PAD.top - PAD.bottom)),
  };
  const areas = bands.map((band, index) => renderArea(band, bands.slice(0, index), plot));
  const labels = bands.map((band, index) => renderLabel(band, bands.slice(0, index), plot));
  const title = 'Who answered, second by second';
  return `<figure><figcaption><h2>${title}</h2><p class="legend"><span>answers a second; hatched: by a canary; on top: bad answers</span></p></figcaption><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}"><defs>${COLOURS.map(renderHatch).join('')}</defs>${areas.join('')}${renderAxes(top, plot)}${renderMarks(marks, plot)}${labels.join('')}</svg></figure>`;
}

function sumAt(bands: readonly TrafficBand[], second: number): number {
  return bands.reduce((sum, { counts }) => sum + (counts[second] ?? 0), 0);
}

function renderHatch(colour: string, index: number): string {
  return `<pattern id="canary-${index}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" fill="${colour}" fill-opacity=".16"/><rect width="3" height="7" fill="${colour}" fill-opacity=".55"/></pattern>`;
}

function fillOf({ commit, kind }: TrafficBand): string {
  if (kind === 'bad' || commit === undefined) return 'fill="var(--bad)"';
  const index = commit % COLOURS.length;
  return kind === 'canary' ? `fill="url(#canary-${index})"` : `fill="${COLOURS[index]}" fill-opacity=".4"`;
}

/** Stairs along the top of the band, and back along the top of what lies below it. */
function renderArea(band: TrafficBand, below: readonly TrafficBand[], { x, y, seconds }: Plot): string {
  const stairs = (height: (second: number) => number): string[] =>
    Array.from({ length: seconds }, (_, second) => second).flatMap((second) => [
      `${x(second)},${y(height(second))}`,
      `${x(second + 1)},${y(height(second))}`,
    ]);
  const upper = stairs((second) => sumAt([...below, band], second));
  const lower = stairs((second) => sumAt(below, second)).reverse();
  const all = band.counts.reduce((sum, count) => sum + count, 0);
  return `<g><title>${escapeHtml(`${band.name}: ${all} answers`)}</title><polygon ${fillOf(band)} points="${[...upper, ...lower].join(' ')}"/></g>`;
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
  return `<text x="${x((from + to) / 2)}" y="${round(place)}" text-anchor="middle" style="fill:var(--fg);font-size:12.5px;font-weight:600;paint-order:stroke;stroke:var(--card);stroke-width:3px;stroke-linejoin:round">${escapeHtml(band.name)}</text>`;
}

function renderAxes(top: number, { x, y, seconds }: Plot): string {
  const height = top > 40 ? 20 : 10;
  const heights = Array.from({ length: Math.floor(top / height) + 1 }, (_, index) => index * height).map(
    (value) =>
      `<line class="grid" x1="${PAD.left}" x2="${WIDTH - PAD.right}" y1="${y(value)}" y2="${y(value)}"/><text x="${PAD.left - 8}" y="${y(value) + 4}" text-anchor="end">${value}/s</text>`,
  );
  const step = [10, 30, 60, 120].find((each) => seconds / each <= 8) ?? 300;
  const times = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => {
    const time = index * step;
    const text = `${Math.floor(time / 60)}:${String(time % 60).padStart(2, '0')}`;
    return `<text x="${x(time)}" y="${HEIGHT - 8}" text-anchor="middle">${text}</text>`;
  });
  return [...heights, ...times].join('');
}

/** Labels stand above the plot; one that would run into its neighbour is left to its tooltip. */
function renderMarks(marks: readonly Mark[], { x }: Plot): string {
  let free = 0;
  const drawn = marks
    .toSorted((one, other) => one.x - other.x)
    .map(({ x: second, label }) => {
      const at = x(second);
      const width = label.length * LETTER;
      const isLate = at + width > WIDTH - PAD.right;
      const start = isLate ? at - width : at;
      const fits = start >= free;
      if (fits) free = start + width + 6;
      const text = `<text x="${at}" y="${PAD.top - 12}" text-anchor="${isLate ? 'end' : 'start'}">${escapeHtml(label)}</text>`;
      return `<g><title>${escapeHtml(label)}</title><line class="mark" x1="${at}" x2="${at}" y1="${PAD.top - 8}" y2="${HEIGHT - PAD.bottom}"/>${fits ? text : ''}</g>`;
    });
  return drawn.join('');
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
