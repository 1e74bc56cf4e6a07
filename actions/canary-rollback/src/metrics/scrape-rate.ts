import type { Series } from './prometheus.ts';

/** What Go's usual handler counts: each read of the metrics, whoever reads. */
const READS = 'promhttp_metric_handler_requests_total';
const START = 'process_start_time_seconds';

/** A program that is younger, in seconds, was read too seldom to tell a rate. */
const YOUNG = 60;

/** How often a minute the metrics of a program were read since it started, by its own word; undefined where it does not tell. */
export function scrapesPerMinuteOf(series: readonly Series[], nowMs: number): number | undefined {
  const reads = series.filter(({ labels }) => labels['__name__'] === READS);
  const startedAt = series.find(({ labels }) => labels['__name__'] === START)?.value;
  const age = nowMs / 1000 - (startedAt ?? Number.NaN);
  if (reads.length === 0 || !(age >= YOUNG)) return undefined;
  return (reads.reduce((sum, { value }) => sum + value, 0) * 60) / age;
}
