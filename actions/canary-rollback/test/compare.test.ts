import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { burnPairProblem, readBurnPair } from '../src/verdict/burn-rate.ts';
import { classify } from '../src/verdict/compare/classify.ts';
import { rankScore, shiftOf } from '../src/verdict/compare/mann-whitney.ts';
import { normalQuantile } from '../src/verdict/compare/normal-quantile.ts';
import { rootOf } from '../src/verdict/compare/root.ts';
import { type Facts, first, play, times } from './world/looks.ts';

interface Oracle {
  readonly canary: readonly number[];
  readonly baseline: readonly number[];
  readonly quantile: number;
  readonly scoreAtLeast: number;
  readonly scoreAtMost: number;
  readonly low: number;
  readonly high: number;
  readonly estimate: number;
}
const oracle = JSON.parse(
  readFileSync(new URL('fixtures/r-mann-whitney.json', import.meta.url), 'utf8'),
) as Oracle;

describe("R's Mann-Whitney interval", () => {
  it('is met to a millionth, with its intermediate values', () => {
    const { canary, baseline, quantile } = oracle;
    expect(normalQuantile(0.975)).toBeCloseTo(quantile, 12);
    const least = Math.min(...canary) - Math.max(...baseline);
    const most = Math.max(...canary) - Math.min(...baseline);
    expect(Math.abs(rankScore(canary, baseline, least) - quantile - oracle.scoreAtLeast)).toBeLessThan(1e-6);
    expect(Math.abs(rankScore(canary, baseline, most) - quantile - oracle.scoreAtMost)).toBeLessThan(1e-6);
    const shift = shiftOf(canary, baseline, 0.95);
    for (const key of ['low', 'high', 'estimate'] as const)
      expect(Math.abs((shift?.[key] ?? Number.NaN) - oracle[key]), key).toBeLessThan(1e-6);
  });

  it('is that of ten to forty against one to four', () => {
    const shift = shiftOf([10, 20, 30, 40], [1, 2, 3, 4], 0.98);
    expect(shift?.low).toBeCloseTo(6, 3);
    expect(shift?.high).toBeCloseTo(39, 3);
    expect(shift?.estimate).toBeCloseTo(22.5, 0);
  });

  it('is none where nothing differs or there is nothing', () => {
    expect(shiftOf([1, 1], [1, 1], 0.98)).toBeUndefined();
    expect(shiftOf([], [1], 0.98)).toBeUndefined();
    expect(shiftOf([1], [], 0.98)).toBeUndefined();
  });
});

describe('what it is made of', () => {
  it.each([
    [0.5, 0],
    [0.841344746068543, 1],
    [0.99, 2.3263478740408408],
    [0.9986501019683699, 3],
    [0.99996832875816688, 4],
    [0.01, -2.3263478740408408],
  ])('the quantile of %d', (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 10);
  });

  it('has no quantile of certainty', () => {
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it('finds roots: at an end, of a curve, of a jump', () => {
    expect(rootOf((x) => x, 0, 1, 1e-9)).toBe(0);
    expect(rootOf((x) => x - 1, 0, 1, 1e-9)).toBe(1);
    expect(rootOf((x) => x ** 3 - 2, 0, 5, 1e-12)).toBeCloseTo(Math.cbrt(2), 10);
    expect(rootOf((x) => Math.exp(x) - 10, -20, 20, 1e-12)).toBeCloseTo(Math.log(10), 10);
    expect(rootOf((x) => (x < 0.3 ? 1 : -1), -5, 5, 1e-6)).toBeCloseTo(0.3, 5);
  });
});

describe("Kayenta's classification", () => {
  const steady = (value: number, count = 20): number[] =>
    Array.from({ length: count }, (_, at) => value + (at % 5) * 0.01 * value);

  it.each([
    ['no data of one side', 'nodata', [], [1]],
    ['nothing but gaps', 'nodata', [Number.NaN], [1]],
    ['one value everywhere', 'pass', [2, 2], [2, 2, 2]],
    ['the same in another order', 'pass', [1, 3, 2], [3, 2, 1]],
    ['twice as much', 'high', steady(2), steady(1)],
    ['half as much', 'low', steady(1), steady(2)],
    ['two that do not vary', 'high', Array(20).fill(0.2), Array(20).fill(0.1)],
    ['a little noise', 'pass', [1, 2, 3, 4, 5, 6], [1.1, 1.9, 3.1, 3.9, 5.1, 5.9]],
    [
      'seven of ten points a hundred times worse (its blind spot)',
      'pass',
      [1, 1, 1, ...Array(7).fill(100)].slice(0, 3),
      [1, 1.1, 1],
    ],
  ] as const)('of %s is %s', (_, label, canary, baseline) => {
    expect(classify([...canary], [...baseline])).toBe(label);
  });

  it('asks for the increase that is allowed, unless there is no ratio', () => {
    expect(classify(steady(1.3), steady(1), 1.5)).toBe('pass');
    expect(classify(steady(1.6), steady(1), 1.5)).toBe('high');
    expect(classify(steady(1.6), Array(20).fill(0), 1.5)).toBe('high');
  });
});

/** Looks of 20 requests each; so many errors of the canary in every one. */
const looks = (
  count: number,
  errors: number,
  stable = 0,
): (Facts & Required<Pick<Facts, 'canary' | 'stable'>>)[] =>
  Array.from({ length: count }, (_, at) => ({
    canary: {
      totalRequests: 20 * (at + 1),
      totalErrors: errors * (at + 1) + (at % 3 === 0 ? 0 : 0.1),
      errorPercent: errors * 5,
    },
    stable: {
      totalRequests: 60 * (at + 1),
      totalErrors: stable * (at + 1),
      errorPercent: (stable * 100) / 60,
    },
  }));
const off = { maxErrorPercent: 100 };

describe('the rule compare', () => {
  it('speaks at the end of a step, when it is asked for', () => {
    const decisions = play(looks(62, 1), { ...off, compare: true });
    expect(first(decisions, 'rollback')).toBe(60);
    expect(decisions[60]).toMatchObject({
      rule: 'compare',
      code: 'CANARY_FAILED',
      reason: 'its error rates rank above those of stable (60 looks against 60, by Mann-Whitney with 98 %)',
    });
    expect(first(play(looks(62, 1), off), 'rollback')).toBe(-1);
  });

  it('compares P99s as well, and says nothing of a few looks', () => {
    const slow = times(62).map((_, at): Facts => ({ canary: { p99: { ms: 900 + at, atLeast: false } } }));
    expect(play(slow, { compare: true })[60]).toMatchObject({
      rule: 'compare',
      reason: expect.stringContaining('its P99s rank'),
    });
    expect(first(play(looks(9, 1), { ...off, compare: true, stepMs: 5000 }), 'rollback')).toBe(-1);
    expect(first(play(times(62), { compare: true }), 'advance')).toBe(60);
  });
});

describe('the rule burn-rate', () => {
  const burn = { objectivePercent: 99, pairs: [{ factor: 5, longMs: 20_000, shortMs: 5000 }] };

  it('speaks when both times burn too fast, and not at the limit itself', () => {
    const decisions = play(looks(40, 2), { ...off, burn });
    expect(decisions[first(decisions, 'rollback')]).toMatchObject({
      rule: 'burn-rate',
      reason: expect.stringMatching(
        /^10\.\d % errors over 20 s and 10\.\d % over 5 s burn the budget of 99 % more than 5 times too fast$/,
      ),
    });
    const exact = looks(40, 1).map(
      ({ canary, stable }): Facts => ({
        canary: { ...canary, totalErrors: Math.floor(canary?.totalErrors ?? 0) },
        stable,
      }),
    );
    expect(first(play(exact, { ...off, burn }), 'rollback')).toBe(-1);
  });

  it('says nothing of few requests, nor of a burst that is over', () => {
    const few = looks(40, 2).map((): Facts => ({ canary: { totalRequests: 19, totalErrors: 19 } }));
    expect(first(play(few, { ...off, burn }), 'rollback')).toBe(-1);
    const burst = looks(40, 0).map(
      ({ stable }, at): Facts => ({
        canary: { totalRequests: 20 * (at + 1), totalErrors: 4 * Math.min(2, at + 1), errorPercent: 0 },
        stable,
      }),
    );
    expect(first(play(burst, { ...off, burn }), 'rollback')).toBe(-1);
  });

  it('blames nobody for what stable burns too', () => {
    const decisions = play(looks(40, 2, 6), { ...off, burn });
    expect(first(decisions, 'rollback')).toBe(-1);
    expect(decisions[first(decisions, 'pause')]).toMatchObject({
      rule: 'burn-rate',
      reason: expect.stringContaining("stable's 10.0 %"),
    });
  });

  it('keeps no more than it needs of a long time', () => {
    const long = { objectivePercent: 99, pairs: [{ factor: 5, longMs: 3_600_000, shortMs: 60_000 }] };
    expect(first(play(looks(900, 2), { ...off, burn: long, stepMs: 2_000_000 }), 'rollback')).toBeGreaterThan(
      -1,
    );
  });

  it('reads its pairs', () => {
    expect(readBurnPair('14.4:5m/25s')).toEqual({ factor: 14.4, longMs: 300_000, shortMs: 25_000 });
    for (const text of ['', '14.4', '0:5m/25s', '2:5m/5m', '2:1m/5m', '2:5/1m', 'x:5m/1m', '2:5m/0s'])
      expect(burnPairProblem(text), text).toBe('is no pair such as 14.4:5m/25s');
    expect(burnPairProblem('6:30m/3m')).toBeUndefined();
  });
});
