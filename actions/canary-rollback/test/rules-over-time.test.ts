import { describe, expect, it } from 'vitest';
import type { VersionSample } from '../src/metrics/sample.ts';
import { beginStep, decide } from '../src/verdict/decide.ts';
import { type Facts, first, kinds, limits, play, sampleOf, times } from './world/looks.ts';

describe('the error rate of the whole step', () => {
  const errors = (totalErrors: number, totalRequests = 1000): Facts => ({
    canary: { totalErrors, totalRequests },
  });

  it('is fine at the limit; above it the step is held, and rolled back after a minute', () => {
    expect(first(play(times(61, errors(50))), 'advance')).toBe(60);
    const decisions = play(times(130, errors(51)));
    expect(decisions[60]).toMatchObject({
      kind: 'hold',
      pending: ['error rate was 5.1 % (limit 5 %) over the whole step'],
    });
    expect(first(decisions, 'rollback')).toBe(120);
    expect(decisions[120]).toMatchObject({ rule: 'error-rate', code: 'CANARY_FAILED' });
  });

  it('passes when later requests bring it below', () => {
    expect(first(play([...times(70, errors(51)), errors(51, 2000)]), 'advance')).toBe(70);
  });

  it('does not count errors of earlier steps', () => {
    const before = sampleOf(0, { canary: { totalErrors: 60, totalRequests: 900 } });
    expect(first(play(times(61, errors(60)), {}, before), 'advance')).toBe(60);
    expect(play(times(61, errors(66)), {}, before)[60]?.kind).toBe('hold');
  });

  it('is judged by a single request', () => {
    expect(play(times(61, errors(1, 1)), { minRequests: 1 })[60]).toMatchObject({
      kind: 'hold',
      pending: ['error rate was 100.0 % (limit 5 %) over the whole step'],
    });
  });

  it('counts everything when the first look with metrics comes late', () => {
    const late = [{ metrics: 'down' } as const, ...times(61, errors(51))];
    expect(play(late)[61]).toMatchObject({
      pending: ['error rate was 5.1 % (limit 5 %) over the whole step'],
    });
  });

  it('is not judged where requests are counted and errors are not', () => {
    const uncounted = { canary: { totalErrors: undefined } };
    const before = sampleOf(0, { canary: { totalErrors: 60, totalRequests: 900 } });
    expect(first(play(times(61, uncounted), {}, before), 'advance')).toBe(60);
  });

  it('above its limit is no pass when Prometheus falls silent before it is judged', () => {
    const decisions = play([...times(61, errors(51)), { metrics: 'down' }]);
    expect(decisions[61]).toEqual({
      kind: 'hold',
      pending: ['no usable metrics for 0 s of 60 s'],
    });
  });

  it('is not judged without requests', () => {
    const before = sampleOf(0, { canary: { totalErrors: 0, totalRequests: 1000 } });
    expect(play(times(61, errors(0)), {}, before).at(-1)).toMatchObject({ rule: 'requests' });
  });
});

describe('time', () => {
  it('counts from the begin of the step', () => {
    let state = beginStep(500_000);
    const seen: string[] = [];
    for (let second = 0; second <= 60; second++) {
      const judged = decide(limits, state, sampleOf(500_000 + second * 1000));
      state = judged.state;
      seen.push(judged.decision.kind);
    }
    expect(seen.indexOf('advance')).toBe(60);
  });

  it('in a pause does not count for the step', () => {
    const slow = { canary: { p99: { ms: 3000, atLeast: false } } };
    const growing = [...times(2), ...times(61, slow), ...times(160)].map((look, at) => ({
      canary: { ...look?.canary, totalRequests: 1000 + at },
    }));
    const decisions = play(growing, { stepMs: 90_000 });
    expect(first(decisions, 'pause')).toBe(62);
    expect(first(decisions, 'resume')).toBe(123);
    // What was seen before and in the pause is no part of what it passes by.
    expect(first(decisions, 'advance')).toBe(213);
  });

  it('without metrics does not count for the step', () => {
    const decisions = play([...times(30), ...times(20, { metrics: 'down' }), ...times(60)]);
    expect(first(decisions, 'advance')).toBe(81);
  });

  it('of a pause is limited, exactly', () => {
    const slow = { canary: { p99: { ms: 3000, atLeast: false } } };
    const decisions = play(times(200, slow), { pauseTimeoutMs: 100_000 });
    expect(first(decisions, 'pause')).toBe(60);
    expect(decisions[61]).toMatchObject({ pending: expect.arrayContaining(['paused for 1 s of 100 s']) });
    expect(first(decisions, 'rollback')).toBe(160);
    expect(decisions[160]).toMatchObject({
      code: 'CANARY_PAUSE_EXPIRED',
      reason: 'P99 did not come back within 2 s during a pause of 100 s; it is 3 s',
    });
  });

  it('of a slow canary is told', () => {
    const slow = { canary: { p99: { ms: 3000, atLeast: false } } };
    expect(play(times(11, slow)).at(-1)).toMatchObject({
      pending: ['P99 above 2 s for 10 s of 60 s', '50 s to go'],
    });
    expect(kinds(play([...times(59), ...times(5, slow), undefined])).slice(60)).toEqual([
      'hold',
      'hold',
      'hold',
      'hold',
      'advance',
    ]);
  });

  it('of a breach of the error rate is told', () => {
    expect(play(times(11, { canary: { errorPercent: 9 } })).at(-1)).toMatchObject({
      pending: ['error rate above 5 % for 10 s of 30 s', '50 s to go'],
    });
  });

  it('of a silent Prometheus is told', () => {
    expect(play(times(11, { metrics: 'down' })).at(-1)).toMatchObject({
      pending: ['no usable metrics for 10 s of 60 s', '60 s to go'],
    });
    expect(play(times(61, { metrics: 'down', metricsProblem: 'ECONNREFUSED' })).at(-1)).toMatchObject({
      code: 'CANARY_METRICS_DOWN',
      reason: 'no usable metrics for 60 s: ECONNREFUSED',
    });
  });
});

describe('the P99', () => {
  it('that is rolled back at once when told so', () => {
    const slow = { canary: { p99: { ms: 2001, atLeast: false } } };
    const decisions = play(times(61, slow), { latencyAction: 'rollback' });
    expect(decisions[59]?.kind).toBe('hold');
    expect(decisions[60]).toMatchObject({
      rule: 'latency',
      code: 'CANARY_FAILED',
      reason: 'P99 was 2 s (limit 2 s) for 60 s',
    });
  });

  it('that was known once is enough', () => {
    const unknown = { canary: { p99: undefined } };
    expect(first(play([undefined, ...times(60, unknown)]), 'advance')).toBe(60);
    expect(play(times(61, unknown)).at(-1)).toMatchObject({ rule: 'known-latency', code: 'CANARY_NO_DATA' });
  });
});

describe('the P99 of the whole step', () => {
  /** A second each, with 100 requests of which so many are slow; the window itself is never slow. */
  const slowly = (percents: readonly number[], stable = 0): Facts[] => {
    let [requests, slow] = [0, 0];
    return percents.map((percent) => {
      const of = (count: number): VersionSample['latencies'] => ({
        requests,
        within: [[2000, requests - count]],
      });
      const facts = {
        canary: { totalRequests: 1000 + requests, latencies: of(slow) },
        stable: { latencies: of((requests * stable) / 100) },
      };
      requests += 100;
      slow += percent;
      return facts;
    });
  };

  it('of exactly the limit passes, and above it is held, then rolled back', () => {
    expect(first(play(slowly(Array(61).fill(1))), 'advance')).toBe(60);
    const said = play(slowly(Array(200).fill(2)));
    expect(said[60]).toMatchObject({
      pending: ['P99 was more than 2 s (limit 2 s) over the whole step'],
    });
    expect(first(said, 'rollback')).toBe(120);
    expect(said[120]).toMatchObject({ rule: 'latency', code: 'CANARY_FAILED' });
  });

  it('may come back while the step is held', () => {
    expect(first(play(slowly([...Array(60).fill(1.5), ...Array(60).fill(0)])), 'advance')).toBe(90);
  });

  it("is inconclusive when stable's is above it too", () => {
    const said = play(slowly(Array(500).fill(2), 2));
    expect(first(said, 'pause')).toBe(120);
    expect(said[first(said, 'rollback')]).toMatchObject({ code: 'CANARY_INCONCLUSIVE' });
  });
});
