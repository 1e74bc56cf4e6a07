import { describe, expect, it } from 'vitest';
import { chooseFamily } from '../src/metrics/choose-family.ts';
import { familiesFor, nativeOf } from '../src/metrics/families.ts';
import type { Family } from '../src/metrics/family.ts';
import { boundsAround, slowerThan } from '../src/metrics/histogram.ts';
import type { Prometheus, Series } from '../src/metrics/prometheus.ts';
import { createPrometheusReader } from '../src/metrics/prometheus-reader.ts';
import { countQuery, nativeBucketQuery } from '../src/metrics/queries.ts';
import { createMetricSource } from '../src/metrics/source.ts';
import { measurementWords } from '../src/plan/measurement.ts';
import { createWorld } from './world/create-world.ts';
import { sourceOptions } from './world/series.ts';

const name = 'http_request_duration_seconds';
const [classic] = familiesFor(name);
const native = classic === undefined ? undefined : nativeOf(classic);
if (classic === undefined || native === undefined) throw new Error('it is a histogram');
const family: Family = { ...native, statusLabel: 'code' };
const signal = new AbortController().signal;
const options = { ...sourceOptions, matchers: [] };

const observed = (labels: Record<string, string>, observations: number, of = name): Series => ({
  labels: { __name__: of, ...labels },
  value: Number.NaN,
  observations,
});

describe('a native histogram', () => {
  const needs = { counts: true, latency: true, statusLabel: undefined, named: false };
  const choose = (counters: readonly Series[], buckets: readonly string[] = [], metric = 'auto') =>
    chooseFamily(
      familiesFor(metric),
      { counters, buckets },
      { ...needs, named: metric !== 'auto' },
      () => true,
    );

  it.each(['auto', name])('is judged by where there is no classic one, with metric %s', (metric) => {
    expect(choose([observed({ code: '200' }, 7)], [], metric)).toEqual({ family });
  });

  it('comes after the classic one, where Prometheus keeps both', () => {
    const both = [
      observed({ code: '200' }, 7),
      { labels: { __name__: `${name}_count`, code: '200' }, value: 7 },
    ];
    expect(choose(both, [`${name}_bucket`])).toEqual({ family: { ...classic, statusLabel: 'code' } });
  });

  it('is none that has numbers: a summary has series of its bare name', () => {
    const quantile = { labels: { __name__: name, code: '200', quantile: '0.5' }, value: 0.2 };
    expect(choose([quantile])).toEqual({ lacks: 'everything' });
    expect(
      choose([quantile, { labels: { __name__: `${name}_count`, code: '200' }, value: 7 }]),
    ).toMatchObject({
      family: { counter: `${name}_count`, buckets: undefined },
    });
  });

  it('without statuses gives the latency to a counter that has them', () => {
    const counter = { labels: { __name__: 'http_requests_total', code: '200' }, value: 3 };
    expect(choose([counter, observed({}, 3)])).toEqual({
      family: {
        ...familiesFor('http_requests_total')[0],
        statusLabel: 'code',
        buckets: name,
        unitMs: 1000,
        native: { counter: false },
      },
    });
  });

  it('is told to be interpolated, unless a query of the user gives the latency', () => {
    const words = (latencyQuery?: string): string =>
      measurementWords(
        { place: 'Prometheus', family },
        { errors: ['5xx'], errorQuery: undefined, latencyQuery },
      );
    expect(words()).toBe(
      `measured by ${name} of Prometheus; errors are 5xx by its label code; its histogram is a native one, so latency is interpolated within its buckets`,
    );
    expect(words('x')).not.toContain('native');
  });

  it('is asked for at the limit itself and around it', () => {
    expect(boundsAround(2)).toEqual([0.03125, 0.0625, 0.125, 0.25, 0.5, 1, 2, 4, 8]);
    const by = 'pod, instance, container';
    const selector = '{namespace="shop", pod=~"orders(-canary)?-[a-z0-9]+-[a-z0-9]{5}"}';
    const summed = `sum by (${by}, job, prometheus, prometheus_replica) (m${selector})`;
    expect(nativeBucketQuery(options, 'm', [2])).toBe(
      `max by (le, ${by}) (label_replace(histogram_fraction(0, 2, ${summed}) * histogram_count(${summed}), "le", "2", "", "") or label_replace(histogram_count(${summed}), "le", "+Inf", "", ""))`,
    );
    expect(countQuery(options, family)).toContain(
      '(histogram_count(sum by (pod, code, instance, container, job',
    );
    expect(countQuery(options, { ...family, native: { counter: false } })).not.toContain('histogram_count');
  });

  it('is read as counters and buckets, as a real Prometheus answers', async () => {
    const pod = 'orders-canary-6d5f8b9c7-x2x4z';
    const base = { pod, instance: '10.0.0.1:8080', container: 'orders' };
    const row = (labels: object, value: number): Series => ({ labels: { ...base, ...labels }, value });
    let grown = 0;
    // Prometheus 2.42, eight requests of 200 and two of 500 in buckets from 0.5 to 8 s.
    const prometheus: Prometheus = {
      url: 'http://prometheus',
      query: async (query) => {
        if (query.includes('process_start')) return [];
        if (query.includes('pod, code,'))
          return [row({ code: '200' }, 8 * grown), row({ code: '500' }, 2 * grown)];
        return [
          row({ le: '1' }, grown),
          row({ le: '2' }, 3 * grown),
          row({ le: '4' }, 9 * grown),
          row({ le: '+Inf' }, 10 * grown),
        ];
      },
    };
    const reader = createPrometheusReader(prometheus, {
      ...options,
      family,
      bounds: [1, 2, 4],
      limitBound: 2,
      pods: async () => [],
    });
    const source = createMetricSource({ reader }, { ...sourceOptions, family });
    await source.look(0, signal);
    grown = 10;
    const look = await source.look(5_000, signal);
    if (look.metrics === 'down') throw new Error(look.problem);
    const { canary } = look;
    expect(canary).toMatchObject({ requests: 100, errorPercent: 20, totalErrors: 20 });
    expect(canary.p99).toEqual({ ms: 4000, atLeast: true });
    expect(canary.latencies === undefined ? undefined : slowerThan(canary.latencies, 2000)).toBe(70);
    expect(source.oddities(2000)).toEqual([]);
  });
});

describe('a native histogram that pods tell as text', () => {
  it('has one bucket for everything, which says nothing of latency: it is not judged, and nobody is called slow', async () => {
    const world = createWorld();
    world.exposition = (pod) => {
      const seconds = world.clock.monotonic() / 1000;
      const total = pod.includes('-canary-') ? 10 * seconds : 5000 + 20 * seconds;
      return [
        `${name}_bucket{code="200",le="+Inf"} ${total}`,
        `${name}_count{code="200"} ${total}`,
        'process_start_time_seconds 1.7e9',
        '',
      ].join('\n');
    };
    expect(await world.main({ 'prometheus-url': '', metrics: 'pods' })).toBe('success');
    expect(world.log.join('\n')).toContain('it has no latency, so latency is not judged');
  });
});
