import type { Pod } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import type { Prometheus, Series } from '../src/metrics/prometheus.ts';
import { createPrometheusReader } from '../src/metrics/prometheus-reader.ts';
import { nativeBucketQuery } from '../src/metrics/queries.ts';
import { histogramOf, sourceOptions } from './world/series.ts';

const signal = new AbortController().signal;
const canary = 'orders-canary-77d9f-abcde';
const stable = 'orders-6d5f8b9c7-x2x4z';

const podOf = (name: string, restartCount: number): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  status: {
    containerStatuses: [
      { name: 'a', restartCount },
      { name: 'b', restartCount: 1 },
    ],
  },
});

/** A reader, and what it asked. */
function readerOf(
  answers: (query: string) => readonly Series[],
  pods: () => Promise<readonly Pod[]> = async () => [],
  routeLabel?: string,
) {
  const asked: string[] = [];
  const prometheus: Prometheus = {
    url: 'http://prometheus',
    query: async (query) => {
      asked.push(query);
      return answers(query);
    },
  };
  const options = {
    ...sourceOptions,
    matchers: [],
    bounds: [],
    limitBound: 2,
    family: histogramOf('m', 'code'),
    pods,
    routeLabel,
  };
  return { asked, reader: createPrometheusReader(prometheus, options) };
}

const answers = (query: string): readonly Series[] => {
  const program = { instance: '10.0.0.1:8080', container: 'orders' };
  if (query.includes('process_start_time_seconds'))
    return [{ labels: { pod: canary, ...program }, value: 1.7e9 }];
  if (query.includes('m_count'))
    return [
      { labels: { pod: canary, code: '500', ...program }, value: 3 },
      { labels: { pod: stable }, value: 9 },
    ];
  return [
    { labels: { pod: canary, le: '2', ...program }, value: 2 },
    { labels: { pod: canary, le: '+Inf', ...program }, value: 3 },
  ];
};

describe('counters from Prometheus', () => {
  it('know their version, program, status, and the process that counted', async () => {
    const { reader } = readerOf(answers, async () => [podOf(canary, 2)]);
    const from = '10.0.0.1:8080 orders';
    const base = { track: 'canary', pod: canary, from, life: { startedAt: 1.7e9, restarts: 3 }, old: true };
    expect(await reader.read({ counts: true, buckets: true }, signal)).toEqual({
      counts: [
        { ...base, status: '500', value: 3 },
        { track: 'stable', pod: stable, from: '', life: {}, status: '', value: 9, old: false },
      ],
      buckets: [
        { ...base, bound: 2, value: 2 },
        { ...base, bound: Number.POSITIVE_INFINITY, value: 3 },
      ],
      routeBuckets: [],
      unread: [],
    });
    expect(reader.replicas).toBe(true);
    expect(reader.place).toBe('Prometheus at http://prometheus');
  });

  it('keep the restarts that were known last while the cluster is away', async () => {
    let away = false;
    const { reader } = readerOf(answers, async () => {
      if (away) throw new Error('away');
      return [podOf(canary, 2)];
    });
    await reader.read({ counts: true, buckets: false }, signal);
    away = true;
    const { counts } = await reader.read({ counts: true, buckets: false }, signal);
    expect(counts[0]?.life.restarts).toBe(3);
  });

  it.each([
    [{ counts: true, buckets: false }, ['m_count', 'process_start']],
    [{ counts: false, buckets: true }, ['m_bucket', 'process_start']],
  ])('are asked for as far as they are wanted: %j', async (wanted, words) => {
    const { asked, reader } = readerOf(answers);
    await reader.read(wanted, signal);
    expect(asked).toEqual(words.map((word) => expect.stringContaining(word)));
  });

  it('know their route where a label names it, and what has lost that label', async () => {
    const rows = (query: string): readonly Series[] =>
      query.includes('m_count')
        ? [
            { labels: { pod: stable, code: '200', route: '/pay' }, value: 9 },
            { labels: { pod: canary, code: '500', route: '/pay' }, value: 4 },
            { labels: { pod: canary, code: '200' }, value: 2 },
          ]
        : [];
    const { reader, asked } = readerOf(rows, undefined, 'route');
    const { counts } = await reader.read({ counts: true, buckets: false }, signal);
    expect(asked.find((query) => query.includes('m_count'))).toMatch(
      /^max by \(pod, code, route, instance, container\)/,
    );
    expect(counts.map(({ route, pathless }) => [route, pathless])).toEqual([
      ['/pay', undefined],
      ['/pay', undefined],
      [undefined, true],
    ]);
    const without = await readerOf(rows).reader.read({ counts: true, buckets: false }, signal);
    expect(without.counts.some((series) => 'route' in series || 'pathless' in series)).toBe(false);
  });

  it('are asked by route at the limit and in all, classic and native, and never without both counts and buckets', async () => {
    const rows = (query: string): readonly Series[] =>
      query.includes('le, route')
        ? [
            { labels: { pod: stable, le: '2.0', route: '/pay' }, value: 8 },
            { labels: { pod: stable, le: '+Inf', route: '/pay' }, value: 9 },
            { labels: { pod: stable, le: '+Inf' }, value: 3 },
          ]
        : [];
    const { reader, asked } = readerOf(rows, undefined, 'route');
    const { routeBuckets } = await reader.read({ counts: true, buckets: true }, signal);
    expect(asked.find((query) => query.includes('le, route'))).toMatch(
      /^max by \(pod, le, route, instance, container\) .*m_bucket\{.*, le=~"2\(\[\.\]0\)\?\|\[\+\]Inf"\}/,
    );
    expect(routeBuckets.map(({ route, bound, value }) => [route, bound, value])).toEqual([
      ['/pay', 2, 8],
      ['/pay', Number.POSITIVE_INFINITY, 9],
    ]);
    for (const wanted of [
      { counts: false, buckets: true },
      { counts: true, buckets: false },
    ])
      expect((await reader.read(wanted, signal)).routeBuckets).toEqual([]);
    expect(nativeBucketQuery({ ...sourceOptions, matchers: [] }, 'm', [2], 'route')).toMatch(
      /^max by \(le, pod, route, instance, container\) \(label_replace\(histogram_fraction\(0, 2, sum by \(pod, route,/,
    );
  });
});
