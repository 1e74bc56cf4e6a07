import { type Family, unitOf } from '../../src/metrics/family.ts';
import type { Prometheus } from '../../src/metrics/prometheus.ts';
import { createPrometheusReader } from '../../src/metrics/prometheus-reader.ts';
import type { RawSeries } from '../../src/metrics/series-reader.ts';
import { createMetricSource, type MetricSource, type SourceOptions } from '../../src/metrics/source.ts';

/** The family of a histogram. */
export function histogramOf(metric: string, statusLabel = 'status'): Family {
  return {
    name: metric,
    counter: `${metric}_count`,
    buckets: `${metric}_bucket`,
    unitMs: unitOf(metric),
    statusLabel,
    protocol: 'http',
  };
}

/** What a source takes beside who is asked. */
export const sourceOptions: SourceOptions = {
  namespace: 'shop',
  workload: 'orders',
  family: histogramOf('http_request_duration_ms'),
  namespaceLabel: 'namespace',
  podLabel: 'pod',
  errors: ['5xx'],
  background: { perPodPerSecond: 0, of: [] },
  now: () => 0,
  windowMs: 10_000,
  limitMs: 2000,
  errorQuery: undefined,
  latencyQuery: undefined,
};

/** A source that asks a Prometheus, in a cluster without pods. */
export function sourceOf(prometheus: Prometheus, options: Partial<SourceOptions> = {}): MetricSource {
  const all = { ...sourceOptions, ...options };
  const reader = createPrometheusReader(prometheus, {
    ...all,
    matchers: [],
    bounds: [],
    limitBound: all.limitMs / (all.family?.unitMs ?? 1),
    pods: async () => [],
  });
  return createMetricSource({ reader, prometheus }, all);
}

/** A counter of a pod of stable. */
export function rawSeries(series: Partial<RawSeries> = {}): RawSeries {
  return { track: 'stable', pod: 'a', from: '', status: '200', value: 0, life: {}, ...series };
}
