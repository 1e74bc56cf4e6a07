import { describe, expect, it } from 'vitest';
import { trafficBands } from '../../src/demo/traffic.ts';
import { renderTrafficChart } from '../../src/demo/traffic-chart.ts';
import { answer, canary, refused } from './answers.ts';

describe('the picture of the traffic', () => {
  const records = [
    ...[0, 10, 20].map((at) => answer(at, 'one')),
    ...[1000, 1010].map((at) => answer(at, 'one')),
    canary(1020, 'two'),
    canary(2000, 'two', 500),
    answer(2010, 'two'),
    refused(2020),
    answer(3000, 'two'),
  ];

  it('has bands that add up to the load, by version, as stable or as canary, bad ones apart', () => {
    const bands = trafficBands(records, ['one', 'two']);
    expect(bands.map(({ name, counts }) => [name, counts])).toEqual([
      ['commit 1', [3, 2, 0]],
      ['commit 2', [0, 0, 1]],
      ['commit 2 as canary', [0, 1, 0]],
      ['bad answers', [0, 0, 2]],
    ]);
  });

  it('leaves out the last second, which would look like an outage', () => {
    expect(trafficBands(records, ['one', 'two'])[0]?.counts).toHaveLength(3);
  });

  it('is nothing without answers', () => {
    expect(trafficBands([], ['one'])).toEqual([]);
    expect(renderTrafficChart([], [])).toBe('');
  });

  it('names each band, so that nobody needs to tell colours apart', () => {
    const long = Array.from({ length: 60 }, (_, second) =>
      canary(second * 1000, 'one', second % 2 ? 500 : 200),
    );
    const svg = renderTrafficChart(trafficBands(long, ['one']), [{ x: 3, label: '<promoted>' }]);
    expect(svg).toContain('>commit 1 as canary</text>');
    expect(svg).toContain('>bad answers</text>');
    expect(svg).toContain('&lt;promoted');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });
});
