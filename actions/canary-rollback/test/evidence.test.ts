import { describe, expect, it } from 'vitest';
import type { VersionSample } from '../src/metrics/sample.ts';
import { beginStep, decide } from '../src/verdict/decide.ts';
import { EVIDENCE_METRICS, totalsOf } from '../src/verdict/rules/evidence-metrics.ts';
import type { Decision, Limits } from '../src/verdict/types.ts';
import { type Facts, first, limits, play, sampleOf, times } from './world/looks.ts';

const weighed: Limits = { ...limits, evidence: { falseAlarm: 0.01, tolerance: 1.5 }, stepMs: 1_000_000 };

interface Version {
  readonly requests: number;
  readonly errors?: number;
  readonly refused?: number;
  readonly slow?: number;
}

/** Counters after so many equal looks. */
const after = (looks: number, { requests, errors = 0, refused, slow }: Version): Partial<VersionSample> => ({
  totalRequests: looks * requests,
  totalErrors: looks * errors,
  odd: refused === undefined ? undefined : { refused: looks * refused, redirected: 0, strange: 0 },
  latencies:
    slow === undefined
      ? undefined
      : { requests: looks * requests, within: [[2000, looks * (requests - slow)]] },
});

/** A look a second, in which both versions get the same each time. */
const steady = (looks: number, canary: Version, stable: Version): Facts[] =>
  Array.from({ length: looks }, (_, at) => ({ canary: after(at, canary), stable: after(at, stable) }));

const judge = (facts: readonly (Facts | undefined)[], change: Partial<Limits> = {}): readonly Decision[] =>
  play(facts, { ...weighed, ...change });

const good = { requests: 900, errors: 5 };

describe('evidence on 4xx answers', () => {
  const stable = { requests: 300, refused: 3 };

  it('rolls back a version that answers 404 to everything', () => {
    const said = judge(steady(60, { requests: 100, refused: 100 }, stable));
    const at = first(said, 'rollback');
    expect(at).toBeLessThan(5);
    expect(said[at]).toMatchObject({ code: 'CANARY_FAILED' });
    expect(said[at]).toMatchObject({
      reason: expect.stringMatching(/^4xx answers: 100\.0 % against 1\.0 % of stable \(/),
    });
  });

  it('does not speak of a fifth, nor of what stable answers as often', () => {
    const at = (refused: number, of = stable): number =>
      first(judge(steady(60, { requests: 100, refused }, of)), 'rollback');
    expect(at(20)).toBe(-1);
    expect(at(21)).toBeGreaterThan(0);
    expect(at(100, { requests: 300, refused: 300 })).toBe(-1);
  });
});

describe('evidence on errors', () => {
  it('rolls back within seconds, with the numbers of both', () => {
    const said = judge(steady(60, { requests: 100, errors: 10 }, good));
    const at = first(said, 'rollback');
    expect(at).toBeLessThan(5);
    expect(said[at]).toMatchObject({ kind: 'rollback', rule: 'evidence', code: 'CANARY_FAILED' });
    expect(said[at]).toMatchObject({
      reason: expect.stringMatching(
        /^errors: 10\.0 % against 0\.6 % of stable \(\d+ of \d+ requests, \d+ of \d+; by chance in less than 1 of \d+ canaries\)$/,
      ),
    });
  });

  it('is silent where it is not to be weighed, and where counts are not known', () => {
    const bad = steady(60, { requests: 100, errors: 10 }, good);
    expect(first(judge(bad, { evidence: undefined }), 'rollback')).toBe(-1);
    const ratio = bad.map((facts) => ({ ...facts, canary: { totalErrors: undefined } }));
    expect(first(judge(ratio), 'rollback')).toBe(-1);
  });

  it('is silent about what stable has as well, in a burst too', () => {
    expect(
      first(judge(steady(60, { requests: 100, errors: 20 }, { requests: 900, errors: 180 })), 'rollback'),
    ).toBe(-1);
  });

  it('lets a canary have `tolerance` times as many', () => {
    const thrice = steady(200, { requests: 1000, errors: 15 }, { requests: 1000, errors: 5 });
    expect(first(judge(thrice), 'rollback')).toBeGreaterThan(0);
    expect(first(judge(thrice, { evidence: { falseAlarm: 0.01, tolerance: 3 } }), 'rollback')).toBe(-1);
  });

  it('takes longer the fewer false alarms are asked for', () => {
    const bad = steady(200, { requests: 100, errors: 3 }, good);
    const at = (falseAlarm: number): number =>
      first(judge(bad, { evidence: { falseAlarm, tolerance: 1.5 } }), 'rollback');
    expect(at(0.05)).toBeGreaterThan(0);
    expect(at(0.05)).toBeLessThan(at(0.0001));
  });

  it('does not speak of a trifle: one in a thousand', () => {
    const none = { requests: 100_000 };
    expect(first(judge(steady(60, { requests: 10_000, errors: 10 }, none)), 'rollback')).toBe(-1);
    expect(first(judge(steady(60, { requests: 10_000, errors: 11 }, none)), 'rollback')).toBeGreaterThan(0);
  });

  it('does not speak of three requests, however few there are', () => {
    const lone = (errors: number): Facts[] => [
      { canary: after(0, { requests: 0 }), stable: after(0, good) },
      { canary: after(1, { requests: 50, errors }), stable: after(1, { requests: 100_000 }) },
    ];
    expect(judge(lone(3))[1]).toMatchObject({ kind: 'hold' });
    expect(judge(lone(4))[1]).toMatchObject({ kind: 'rollback' });
  });

  it('that is on its way holds a step beyond its time, for metrics-timeout at most', () => {
    const few = steady(5, { requests: 10, errors: 1 }, { requests: 30 });
    const held = [...few, ...times(120, few.at(-1))];
    const said = judge(held, { stepMs: 5_000, metricsTimeoutMs: 20_000, maxErrorPercent: 100 });
    expect(first(said, 'rollback')).toBe(-1);
    expect(first(said, 'advance')).toBe(25);
    expect(said[6]).toMatchObject({
      pending: [expect.stringMatching(/^evidence \d+ of 100 that errors are no chance/)],
    });
  });
});

describe('evidence on slow answers', () => {
  const slow = (percent: number, change: Partial<Limits> = {}): readonly Decision[] =>
    judge(steady(60, { requests: 1000, slow: percent * 10 }, { requests: 1000, slow: 0 }), {
      latencyAction: 'rollback',
      ...change,
    });

  it('rolls back within seconds where that is asked for, and above 1 % only: that is what a P99 is', () => {
    expect(first(slow(5), 'rollback')).toBeLessThan(15);
    expect(first(slow(5), 'rollback')).toBeGreaterThan(10);
    expect(slow(5).find(({ kind }) => kind === 'rollback')).toMatchObject({
      reason: expect.stringContaining('answers slower than 2 s: 5.0 % against 0.0 % of stable'),
    });
    expect(first(slow(1), 'rollback')).toBe(-1);
    expect(first(slow(5, { latencyAction: 'pause' }), 'rollback')).toBe(-1);
  });

  it('leaves out the first 10 s: connections and caches are cold', () => {
    const warming = Array.from({ length: 60 }, (_, at): Facts => {
      const of = (cold: number) => ({
        totalRequests: at * 1000,
        latencies: { requests: at * 1000, within: [[2000, at * 1000 - Math.min(at, 10) * cold]] as const },
      });
      return { canary: of(100), stable: of(0) };
    });
    expect(first(judge(warming, { latencyAction: 'rollback' }), 'rollback')).toBe(-1);
  });

  it('counts those above the next bucket where none lies at the limit, and is silent without one', () => {
    expect(first(slow(5, { maxP99Ms: 1900 }), 'rollback')).toBe(first(slow(5), 'rollback'));
    expect(first(slow(5, { maxP99Ms: 2100 }), 'rollback')).toBe(-1);
  });

  describe('of versions with different buckets', () => {
    const within = (bounds: readonly (readonly [number, number])[]): Partial<VersionSample> => ({
      totalRequests: 1000,
      totalErrors: 0,
      latencies: { requests: 1000, within: bounds },
    });
    const totals = (canary: Partial<VersionSample>, stable: Partial<VersionSample>) =>
      totalsOf('slow', sampleOf(0, { canary, stable }), { ...limits, maxP99Ms: 2000 });

    it('counts both by one that they share: what only one tells apart is no difference', () => {
      const finer = within([
        [2000, 900],
        [2500, 1000],
      ]);
      const coarser = within([[2500, 999]]);
      expect(totals(finer, coarser)).toMatchObject({ canaryEvents: 0, stableEvents: 1 });
      expect(totals(within([[2000, 900]]), coarser)).toBeUndefined();
    });

    it('blames no version by a bucket above the limit where routes are known, and which were slow is not', () => {
      const routes = { '/': { requests: 1000, errors: 0 } };
      const coarse = { ...within([[2500, 900]]), routes };
      expect(totals(coarse, coarse)).toBeUndefined();
      const exact = { ...within([[2000, 900]]), routes };
      expect(totals(exact, exact)).toMatchObject({ canaryEvents: 100 });
    });
  });
});

it('evidence goes on from step to step, and through looks without metrics', () => {
  const facts = steady(30, { requests: 100, errors: 2 }, good);
  const at = first(judge(facts), 'rollback');
  expect(at).toBeGreaterThan(5);
  let state = beginStep(0);
  const look = (second: number): Decision => {
    const judged = decide(weighed, state, sampleOf(second * 1000, facts[second]));
    state = judged.state;
    return judged.decision;
  };
  for (let second = 0; second < at - 1; second++) look(second);
  state = decide(weighed, state, sampleOf((at - 1) * 1000, { metrics: 'down' })).state;
  state = beginStep((at - 1) * 1000, undefined, state);
  expect(look(at - 1).kind).toBe('hold');
  expect(look(at)).toMatchObject({ kind: 'rollback', rule: 'evidence' });
});

it('the metrics share the whole among them', () => {
  expect(EVIDENCE_METRICS.reduce((all, { weight }) => all + weight, 0)).toBeCloseTo(1, 12);
});
