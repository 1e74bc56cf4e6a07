import { describe, expect, it } from 'vitest';
import { type Poll, Timeline } from '../src/observe/timeline.ts';
import { chartsOf } from '../src/publish/charts.ts';
import type { Limits } from '../src/verdict/types.ts';
import { limits, sampleOf } from './world/looks.ts';

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

describe('what is not known', () => {
  const look = (second: number, errorPercent: number | undefined): Poll => ({
    step: 0,
    percent: 25,
    share: 25,
    sample: sampleOf(second * 1000, {
      canary: { errorPercent, requests: errorPercent === undefined ? 0 : 9 },
    }),
    decision: { kind: 'hold', pending: [] },
  });
  const limitsOf = { ...limits, evidence: { falseAlarm: 0.01, tolerance: 1.5 } };

  it('is a gap in the line, no zero; before the first value nothing is missed', () => {
    const timeline = new Timeline();
    for (const [at, errors] of [undefined, 1, undefined, undefined, 2, 3, undefined].entries())
      timeline.add(look(at * 5, errors));
    const [, errors] = chartsOf(timeline, limits, undefined);
    expect(errors?.series[0]).toEqual({
      name: 'canary',
      points: [
        [5, 1],
        [20, 2],
        [25, 3],
      ],
      gaps: [
        [5, 20],
        [25, 30],
      ],
    });
    expect(errors?.series[1]).not.toHaveProperty('gaps');
  });

  it('the evidence is drawn in powers of ten beside its limit, where it is weighed', () => {
    const timeline = new Timeline();
    for (let at = 0; at < 6; at++) {
      const canary = { totalRequests: 100 * at, totalErrors: 20 * at };
      const stable = { totalRequests: 300 * at, totalErrors: 0 };
      timeline.add({ ...look(at * 5, 20), sample: sampleOf(at * 5000, { canary, stable }) });
    }
    const chart = chartsOf(timeline, limitsOf, undefined).at(-1);
    expect(chart).toMatchObject({
      title: 'Evidence against the canary, powers of ten',
      limit: { y: 2, label: 'limit, 100 to 1' },
    });
    const values = chart?.series[0]?.points.map(([, value]) => value) ?? [];
    expect(values[0]).toBe(0);
    expect(values[2]).toBeGreaterThan(2);
    expect(Math.max(...values)).toBeLessThanOrEqual(6);
    expect(chartsOf(timeline, limits, undefined)).toHaveLength(3);
  });
});
