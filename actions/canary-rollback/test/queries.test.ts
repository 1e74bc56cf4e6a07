import { describe, expect, it } from 'vitest';
import { readNumber } from '../src/metrics/prometheus.ts';
import { countQuery, fillQuery, podPatterns, unitOf, unknownPlaceholders } from '../src/metrics/queries.ts';

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
    const options = {
      namespace: 'shop',
      workload: 'orders',
      metric: 'm',
      namespaceLabel: 'namespace',
      podLabel: 'pod',
      statusLabel: 'code',
      callers: [],
    };
    expect(countQuery(options)).toBe(
      'sum by (pod, code) (m_count{namespace="shop", pod=~"orders(-canary)?-[a-z0-9]+-[a-z0-9]{5}"})',
    );
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
