import { describe, expect, it } from 'vitest';
import { mermaidChart } from '../src/report/charts.ts';

const line = (name: string, points: readonly (readonly [number, number])[]) => ({ name, points });

describe('mermaidChart', () => {
  it('draws lines of the same length over the whole time, with the limit', () => {
    const chart = mermaidChart({
      title: 'Error rate',
      unit: '%',
      series: [
        line('canary', [
          [0, 0],
          [10, 20],
        ]),
        line('stable', [
          [5, 1],
          [20, 1],
        ]),
      ],
      limit: { y: 5, label: 'limit 5 %' },
    });
    const rows = chart?.split('\n') ?? [];
    expect(rows.slice(0, 5)).toEqual([
      '```mermaid',
      'xychart-beta',
      '  title "Error rate (canary, stable, limit)"',
      '  x-axis "seconds" 0 --> 20',
      '  y-axis "%" 0 --> 22',
    ]);
    const values = rows.filter((row) => row.startsWith('  line')).map((row) => row.split(',').length);
    expect(values).toEqual([40, 40, 40]);
  });

  it('leaves out a limit that would flatten the values', () => {
    const series = [
      line('canary', [
        [0, 1],
        [10, 1],
      ]),
    ];
    const chart = mermaidChart({ title: 'P99', unit: 'ms', series, limit: { y: 2000, label: '' } });
    expect(chart).toContain('title "P99 (canary)"');
    expect(chart).toContain('0 --> 2\n');
  });

  it('draws nothing from one point', () => {
    expect(mermaidChart({ title: 'x', unit: '%', series: [line('a', [[1, 1]])] })).toBeUndefined();
  });
});
