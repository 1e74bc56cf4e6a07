import { describe, expect, it } from 'vitest';
import { unitOf } from '../src/metrics/family.ts';
import { readNumber } from '../src/metrics/prometheus.ts';
import {
  anyExampleQuery,
  bucketQuery,
  bucketsQuery,
  countQuery,
  exampleQuery,
  exposedQuery,
  familiesQuery,
  fillQuery,
  podPatterns,
  scrapesQuery,
  startQuery,
  unknownPlaceholders,
} from '../src/metrics/queries.ts';
import { histogramOf } from './world/series.ts';

const options = {
  namespace: 'shop',
  workload: 'orders',
  namespaceLabel: 'namespace',
  podLabel: 'pod',
  matchers: [],
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

  const family = histogramOf('m', 'code');
  const ofBoth = (more = ''): string =>
    `{namespace="shop", pod=~"orders(-canary)?-[a-z0-9]+-[a-z0-9]{5}"${more}}`;
  const matchers = [{ label: 'path', op: '!~', value: '/a"b' }] as const;
  it('asks for raw counters of both versions at once, once for each program however many jobs scrape it', () => {
    expect(countQuery({ ...options, matchers }, family)).toBe(
      `max by (pod, code, instance, container) (sum by (pod, code, instance, container, job, prometheus, prometheus_replica) (m_count${ofBoth(', path!~"/a\\"b"')}))`,
    );
    expect(bucketQuery(options, 'm_bucket')).toBe(
      `max by (pod, le, instance, container) (sum by (pod, le, instance, container, job, prometheus, prometheus_replica) (m_bucket${ofBoth()}))`,
    );
  });

  it('asks when the processes started, whatever series count', () => {
    expect(startQuery({ ...options, matchers })).toBe(
      `max by (pod, instance, container) (process_start_time_seconds${ofBoth()})`,
    );
  });

  const ofStable = 'namespace="shop", pod=~"orders-[a-z0-9]+-[a-z0-9]{5}"}';
  it.each([
    [
      'the counters of stable',
      exposedQuery(options, ['a_count', 'b'], ['code', 'path']),
      `sum by (__name__, code, path) ({__name__=~"a_count|b", ${ofStable})`,
    ],
    [
      'the buckets of stable',
      bucketsQuery(options, ['a', 'b']),
      `count by (__name__) ({__name__=~"a|b", ${ofStable.replace('}"}', '}", le!="+Inf"}')})`,
    ],
    ['one counter of stable', exampleQuery(options, 'a'), `topk(1, a{${ofStable})`],
    ['one counter, whoever has it', anyExampleQuery(['a', 'b']), 'topk(1, {__name__=~"a|b"})'],
    [
      'the scrapes of a minute',
      scrapesQuery(options, family),
      `max(count_over_time(m_count{${ofStable}[60s]))`,
    ],
    [
      'all histograms of stable',
      familiesQuery(options),
      `count by (__name__) ({__name__=~".+_bucket", ${ofStable})`,
    ],
  ])('asks for %s', (_, query, promql) => {
    expect(query).toBe(promql);
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
