import { describe, expect, it } from 'vitest';
import { Timeline } from '../src/observe/timeline.ts';
import { chartsOf } from '../src/publish/charts.ts';
import type { Limits } from '../src/verdict/types.ts';

describe('chartsOf', () => {
  const version = (errorPercent: number, ms: number) => ({
    requests: 10,
    errorPercent,
    p99: { ms, atLeast: false },
    totalRequests: 10,
    totalErrors: 0,
  });
  const timeline = new Timeline();
  for (const atMs of [1000, 2000])
    timeline.add({
      step: 0,
      percent: 25,
      share: 25,
      sample: {
        atMs,
        metrics: 'ok',
        canary: version(20, 30),
        stable: version(0, 20),
        pods: { desired: 1, ready: 1, restarts: 0 },
      },
      decision: { kind: 'hold', pending: [] },
    });
  const rules = { maxErrorPercent: 5, maxP99Ms: 2000 } as Limits;

  it('shows the share from nothing to nothing again', () => {
    const [share] = chartsOf(timeline, rules, { trafficMs: 2100, goneMs: 4000 });
    expect(share?.series[0]?.points).toEqual([
      [0, 0],
      [1, 25],
      [2, 25],
      [2.1, 0],
      [4, 0],
    ]);
    expect(share?.marks).toEqual([{ x: 2.1, label: 'rolled back' }]);
  });

  it('draws a limit unless it would flatten the values', () => {
    const [, errors, latency] = chartsOf(timeline, rules, undefined);
    expect(errors?.limit).toEqual({ y: 5, label: 'limit 5 %' });
    expect(latency).toMatchObject({ title: 'P99 latency, limit 2 s' });
    expect(latency?.limit).toBeUndefined();
  });

  it('draws nothing for a run without polls', () => {
    expect(chartsOf(new Timeline(), rules, undefined)).toEqual([]);
  });
});
