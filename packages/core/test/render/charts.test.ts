import { describe, expect, test } from 'vitest';
import { type Chart, renderChart, renderXyChart } from '../../src/index.ts';
import { formatMoment, niceAxis, timeTicks } from '../../src/render/scale.ts';

const chart: Chart = {
  title: 'Share <of> "traffic"',
  unit: '%',
  series: [
    {
      name: 'canary',
      step: true,
      points: [
        [0, 5],
        [60, 50],
        [120, 0],
      ],
    },
    { name: 'a&b', points: [[30, 1]] },
  ],
  marks: [
    { x: 60, label: '50 %' },
    { x: 61, label: 'too near to be written' },
    { x: 120, label: 'rolled back' },
  ],
  limit: { y: 40, label: 'limit 40 %' },
};

describe('the SVG', () => {
  const svg = renderChart(chart);

  test('holds a step until the next point, and keeps lines inside', () => {
    expect(svg.match(/<polyline[^>]*points="([^"]*)"/)?.[1]?.split(' ')).toHaveLength(5);
    const ys = [...svg.matchAll(/y1="([\d.]+)"/g)].map((match) => Number(match[1]));
    expect(Math.min(...ys)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ys)).toBeLessThanOrEqual(260);
  });

  test('escapes what users wrote', () => {
    expect(svg).toContain('Share &lt;of&gt; &quot;traffic&quot;');
    expect(svg).toContain('a&amp;b');
    expect(svg).not.toContain('<of>');
  });

  test('leaves a label that would run into its neighbour to its tooltip', () => {
    expect(svg).not.toContain('>too near to be written</text>');
    expect(svg).toContain('<title>too near to be written</title>');
    expect(svg).toMatch(/text-anchor="end">rolled back</);
  });

  test('is drawn once for phones and once for everything else; lines differ in more than their colour', () => {
    expect([...svg.matchAll(/<svg class="(\w+)"/g)].map((match) => match[1])).toEqual(['wide', 'narrow']);
    const [first = '', second = ''] = [...svg.matchAll(/<polyline[^>]*>/g)].map(([line]) => line);
    expect(first).not.toContain('stroke-dasharray');
    expect(second).toContain('stroke-dasharray="8 4"');
    expect(svg).toContain(
      'aria-label="Share &lt;of&gt; &quot;traffic&quot;: canary, peak 50 %; a&amp;b, peak 1 %; limit 40 %"',
    );
  });

  test('is empty without points', () => {
    expect(renderChart({ title: 'x', unit: '', series: [{ name: 'a', points: [] }] })).toBe('');
  });
});

test('the Mermaid chart has one value a place, held or drawn straight, and the limit as a line', () => {
  const other = {
    name: 'a&b',
    points: [
      [30, 1],
      [90, 1],
    ],
  } as const;
  const text = renderXyChart({ ...chart, series: [...chart.series.slice(0, 1), other] });
  const lines = [...text.matchAll(/^ {2}line \[(.*)\]$/gm)].map((match) =>
    (match[1] ?? '').split(', ').map(Number),
  );
  expect(lines.map((line) => line.length)).toEqual([25, 25, 25]);
  expect(lines[0]?.slice(0, 13)).toEqual([...Array(12).fill(5), 50]);
  expect(lines[0]?.at(-1)).toBe(0);
  expect(new Set(lines[2])).toEqual(new Set([40]));
  expect(text).toContain('x-axis "seconds" 0 --> 120');
  expect(text).toContain('y-axis "%" 0 --> 60');
  expect(text).toContain('canary, a&b, limit 40 %');
  expect(renderXyChart({ ...chart, series: [] })).toBe('');
});

test('the Mermaid chart reaches from the first point to the last, without series of one point', () => {
  const text = renderXyChart({
    title: 'Memory',
    unit: 'MB',
    series: [
      {
        name: 'used',
        points: [
          [660, 0],
          [720, 24],
        ],
      },
      { name: 'short', points: [[0, 100]] },
    ],
  });
  expect(text).toContain('x-axis "minutes" 11 --> 12');
  expect(text).toContain(`line [${Array.from({ length: 25 }, (_, index) => index).join(', ')}]`);
  expect(text).not.toContain('short');
});

test.each([
  [0, 1],
  [0.37, 0.4],
  [21.7, 30],
  [100, 100],
  [2200, 3000],
])('an axis for %d ends at %d', (highest, max) => {
  expect(niceAxis(highest).max).toBe(max);
});

test('moments', () => {
  expect(timeTicks(124)).toEqual([0, 30, 60, 90, 120]);
  expect([formatMoment(45, 60), formatMoment(125, 300), formatMoment(3725, 4000)]).toEqual([
    '45 s',
    '2:05',
    '1:02:05',
  ]);
});

describe('a gap', () => {
  const gapped: Chart = {
    title: 'Errors',
    unit: '%',
    series: [
      {
        name: 'canary',
        points: [
          [5, 1],
          [10, 2],
          [30, 3],
          [35, 4],
        ],
        gaps: [[10, 30]],
      },
    ],
  };

  test('breaks the line of the page, and is told where Mermaid can draw none', () => {
    const [wide = ''] = renderChart(gapped).split('</svg>').slice(1);
    const runs = [...renderChart(gapped).matchAll(/<polyline[^>]*points="([^"]*)"/g)].map(
      ([, spots = '']) => spots.split(' ').length,
    );
    expect(runs).toEqual([2, 2, 2, 2]); // two runs in each of both pictures
    expect(wide).toContain('<svg');
    expect(renderXyChart(gapped)).toContain('canary (no data from 10 s to 30 s)');
  });

  test('leaves a point alone, which is a dot', () => {
    const [only] = gapped.series;
    const lonely = {
      ...gapped,
      series: [{ name: 'a', points: only?.points.slice(0, 3) ?? [], gaps: [[10, 30] as const] }],
    };
    const [wide = ''] = renderChart(lonely).split('<svg class="narrow"');
    expect([...wide.matchAll(/<circle/g)]).toHaveLength(1);
    expect([...wide.matchAll(/<polyline/g)]).toHaveLength(2);
  });

  test('before the first point is no zero', () => {
    const late: Chart = {
      ...gapped,
      series: [
        ...gapped.series,
        {
          name: 'late',
          points: [
            [30, 7],
            [35, 7],
          ],
        },
      ],
    };
    expect(renderXyChart(late)).toMatch(/line \[7, 7, .*7\]/);
  });
});
