import { describe, expect, it } from 'vitest';
import { readNumber } from '../src/metrics/prometheus.ts';
import {
  anyExampleQuery,
  countQuery,
  exampleQuery,
  familiesQuery,
  fillQuery,
  podPatterns,
  scrapesQuery,
  stableBucketsQuery,
  statusQuery,
  unitOf,
  unknownPlaceholders,
} from '../src/metrics/queries.ts';

const options = {
  namespace: 'shop',
  workload: 'orders',
  metric: 'm',
  namespaceLabel: 'namespace',
  podLabel: 'pod',
  statusLabel: 'code',
  callers: [],
};

describe('queries', () => {
  it('tells pods of both versions and of other workloads apart', () => {
    const { stable, canary } = podPatterns('orders');
    const is = (pattern: string, pod: string): boolean => new RegExp(`^${pattern}$`).test(pod);
    expect(is(canary, 'orders-canary-6d5f8b9c7-x2x4z')).toBe(true);
    expect(is(stable, 'orders-canary-6d5f8b9c7-x2x4z')).toBe(false);
    expect(is(stable, 'orders-6d5f8b9c7-x2x4z')).toBe(true);
    expect(is(stable, 'orders-worker-6d5f8b9c7-x2x4z')).toBe(false);
  });

  it('asks for raw counters of both versions at once', () => {
    expect(countQuery(options)).toBe(
      'sum by (pod, code) (m_count{namespace="shop", pod=~"orders(-canary)?-[a-z0-9]+-[a-z0-9]{5}"})',
    );
  });

  const ofStable = '{namespace="shop", pod=~"orders-[a-z0-9]+-[a-z0-9]{5}"}';
  it.each([
    ['the statuses of stable', statusQuery, `count by (code) (m_count${ofStable})`],
    ['one counter of stable', exampleQuery, `topk(1, m_count${ofStable})`],
    ['one counter, whoever has it', anyExampleQuery, 'topk(1, m_count)'],
    ['the scrapes of a minute', scrapesQuery, `max(count_over_time(m_count${ofStable}[60s]))`],
    ['the buckets of stable', stableBucketsQuery, `count(m_bucket${ofStable})`],
    [
      'all histograms of stable',
      familiesQuery,
      'count by (__name__) ({__name__=~".+_bucket", namespace="shop", pod=~"orders-[a-z0-9]+-[a-z0-9]{5}"})',
    ],
  ])('asks for %s', (_, query, promql) => {
    expect(query(options)).toBe(promql);
  });

  it('fills placeholders and names unknown ones', () => {
    const values = { namespace: 'shop', pods: 'orders-.*', window: '10s' };
    expect(fillQuery('x{n="{{namespace}}",p=~"{{ pods }}"}[{{window}}]', values)).toBe(
      'x{n="shop",p=~"orders-.*"}[10s]',
    );
    expect(unknownPlaceholders('{{pod}} {{pods}}')).toEqual(['pod']);
  });

  it('knows the unit by the name', () => {
    expect([unitOf('http_request_duration_ms'), unitOf('http_request_duration_seconds')]).toEqual([1, 1000]);
  });

  it('reads numbers as Prometheus writes them', () => {
    expect(['1e3', '+Inf', '-Inf', 'NaN'].map(readNumber)).toEqual([1000, Infinity, -Infinity, Number.NaN]);
  });
});
