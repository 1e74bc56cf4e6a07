import { CancelledError } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { askCustom } from '../src/metrics/custom-queries.ts';
import type { Prometheus } from '../src/metrics/prometheus.ts';
import { type Totals, VersionWindow } from '../src/metrics/version-window.ts';
import { sourceOf, sourceOptions } from './world/series.ts';

const none: Totals = {
  atMs: 0,
  requests: 0,
  others: 0,
  errors: 0,
  odd: { refused: 0, redirected: 0, strange: 0 },
  buckets: new Map(),
};
const signal = new AbortController().signal;

describe('the window of a version', () => {
  it.each([
    ['are all of them without other callers', { requests: 3 }, 3],
    ['are those that are left', { requests: 3, others: 0.75 }, 2.25],
    ['are none when less than half a one is left', { requests: 1, others: 0.75 }, 0],
    ['are half a one when that is left', { requests: 1, others: 0.5 }, 0.5],
    ['are none when others are thought to be more than all', { requests: 1, others: 3 }, 0],
    ['are never fewer than errors', { requests: 4, others: 3, errors: 2 }, 2],
  ])('requests of users %s', (_, gains, requests) => {
    const window = new VersionWindow(10_000, 1);
    window.add(none);
    expect(window.add({ ...none, atMs: 1000, ...gains }).requests).toBe(requests);
  });

  it('counts a bucket that is new in it from zero', () => {
    const window = new VersionWindow(10_000, 1);
    window.add(none);
    const buckets = new Map([
      [100, 1],
      [200, 2],
      [Number.POSITIVE_INFINITY, 2],
    ]);
    expect(window.add({ ...none, atMs: 1000, requests: 2, buckets }).p99).toEqual({
      ms: 198,
      atLeast: false,
    });
  });

  it('begins at the newest look that is as old as it is long', () => {
    const window = new VersionWindow(10_000, 1);
    const at = (atMs: number, requests: number) => window.add({ ...none, atMs, requests }).requests;
    expect([at(0, 0), at(5_000, 50), at(10_000, 70), at(15_000, 75)]).toEqual([0, 50, 70, 25]);
  });
});

const options = { ...sourceOptions, errorQuery: 'errors[{{window}}]' };

it.each([
  [10_000, '10s'],
  [1_001, '2s'],
])('a window of %i ms stands in queries of the user as %s', async (windowMs, words) => {
  const asked: string[] = [];
  const prometheus: Prometheus = {
    url: 'http://prometheus',
    query: async (promql) => {
      asked.push(promql);
      return [];
    },
  };
  await askCustom(prometheus, { ...options, windowMs }, signal);
  expect(asked).toEqual(Array(2).fill(`errors[${words}]`));
});

it('a look that is cancelled is not one at a silent Prometheus', async () => {
  const prometheus: Prometheus = {
    url: 'http://prometheus',
    query: async () => {
      throw new CancelledError('asking');
    },
  };
  const source = sourceOf(prometheus, options);
  await expect(source.look(0, signal)).rejects.toMatchObject({ code: 'CANCELLED' });
});
