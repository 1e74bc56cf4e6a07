import { expect, it } from 'vitest';
import { scrapesPerMinuteOf } from '../src/metrics/scrape-rate.ts';

const NOW = 1_000_000_000;
const page = (age: number | undefined, ...reads: number[]) => [
  ...(age === undefined
    ? []
    : [{ labels: { __name__: 'process_start_time_seconds' }, value: NOW / 1000 - age }]),
  ...reads.map((value, at) => ({
    labels: { __name__: 'promhttp_metric_handler_requests_total', code: String(200 + at) },
    value,
  })),
];

it('tells how often the metrics were read a minute, whatever the answers were', () => {
  expect(scrapesPerMinuteOf(page(600, 290, 10), NOW)).toBe(30);
});

it.each([
  ['without a counter of reads', page(600)],
  ['without its start', page(undefined, 300)],
  ['for a program that has just started', page(59, 300)],
])('is not known %s', (_, series) => {
  expect(scrapesPerMinuteOf(series, NOW)).toBeUndefined();
});
