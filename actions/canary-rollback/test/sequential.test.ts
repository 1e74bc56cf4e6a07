import { readFileSync } from 'node:fs';
import { seededRandom } from '@fairlead/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanEvidence } from '../src/verdict/sequential/combine.ts';
import {
  EXPECTED_VARIANCE,
  NO_DISPERSION,
  temperOf,
  withLook,
} from '../src/verdict/sequential/dispersion.ts';
import {
  beginEProcess,
  type Hypothesis,
  logEvidence,
  withSplit,
} from '../src/verdict/sequential/e-process.ts';
import { noHarm, SEVERE_HARM } from '../src/verdict/sequential/hypotheses.ts';
import { canaryShare, logLikelihood, type Split } from '../src/verdict/sequential/split.ts';
import { splitBetween } from '../src/verdict/sequential/tally.ts';
import { beginTrial, harmOf, safetyOf, sumOf, withTotals } from '../src/verdict/sequential/trial.ts';

const draws = JSON.parse(
  readFileSync(new URL('./fixtures/savvi-draws.json', import.meta.url), 'utf8'),
) as Readonly<Record<'multinomial' | 'poisson', string>>;

const split = (
  canaryRequests: number,
  stableRequests: number,
  canaryEvents = 0,
  stableEvents = 0,
): Split => ({
  canaryRequests,
  stableRequests,
  canaryEvents,
  stableEvents,
});

/**
 * Beta(a, b) for the canary's share of events as a fine mixture of ratios: the logistic substitution makes it smooth and
 * flat at both ends, where sums over equal steps are exact to the last digits.
 */
function betaMixture(a: number, b: number): Hypothesis {
  const points = Array.from({ length: 4001 }, (_, at) => (at - 2000) / 200);
  const density = points.map((x) => Math.exp(-a * Math.log1p(Math.exp(-x)) - b * Math.log1p(Math.exp(x))));
  const all = density.reduce((sum, one) => sum + one, 0);
  const base = a / b; // requests are split a to b, so that a ratio of one is the share a/(a+b)
  const mixture = points.map((x, at) => ({ ratio: Math.exp(x) / base, weight: (density[at] ?? 0) / all }));
  return { against: 1, mixture: mixture.filter(({ weight }) => weight > 1e-300), fromTheStart: 1 };
}

/** The p-value after each draw: "this one" or the other, of two groups. */
function pValues(events: readonly boolean[], a: number, b: number): readonly number[] {
  const hypothesis = betaMixture(a, b);
  let process = beginEProcess(hypothesis);
  return events.map((ours) => {
    process = withSplit(process, split(a, b, ours ? 1 : 0, ours ? 0 : 1), hypothesis, 1);
    return Math.exp(-logEvidence(process, hypothesis));
  });
}

describe('oracle: the stops that savvi publishes for the tests of Lindon and Malek', () => {
  it('Poisson: n = 168, p = 0.046752704', () => {
    const p = pValues(
      [...draws.poisson].map((group) => group === '1'),
      20,
      80,
    );
    const stop = p.findIndex((value) => value <= 0.05);
    expect(stop + 1).toBe(168);
    expect(Math.abs((p[stop] ?? 0) - 0.04675270375081281)).toBeLessThan(1e-12);
  });

  it('Multinomial: n = 402, p = 0.048455911; three groups are two strata: the third against the rest, and the rest', () => {
    const groups = [...draws.multinomial];
    const third = pValues(
      groups.map((group) => group === '2'),
      50,
      50,
    );
    const rest = groups.filter((group) => group !== '2');
    const first = pValues(
      rest.map((group) => group === '0'),
      10,
      40,
    );
    const ofRest = groups.map((_, at) => groups.slice(0, at + 1).filter((group) => group !== '2').length);
    const p = third.map((value, at) => value * (first[(ofRest[at] ?? 0) - 1] ?? 1));
    const stop = p.findIndex((value) => value <= 0.05);
    expect(stop + 1).toBe(402);
    expect(Math.abs((p[stop] ?? 0) - 0.04845591105969517)).toBeLessThan(1e-12);
  });
});

describe('a split', () => {
  it('gives the canary its share of events by requests and ratio', () => {
    expect(canaryShare(split(100, 900), 1)).toBeCloseTo(0.1, 12);
    expect(canaryShare(split(100, 900), 9)).toBeCloseTo(0.5, 12);
    expect(logLikelihood(split(100, 900, 1, 2), 9)).toBeCloseTo(3 * Math.log(0.5), 12);
    expect(logLikelihood(split(100, 900), 9)).toBe(0);
  });

  it('is taken only when both versions have gained a request', () => {
    const before = { canaryRequests: 10, stableRequests: 20, canaryEvents: 1, stableEvents: 2 };
    const now = (canary: number, stable: number) => ({
      ...before,
      canaryRequests: canary,
      stableRequests: stable,
    });
    expect(splitBetween(before, now(10.9, 40))).toBeUndefined();
    expect(splitBetween(before, now(40, 20.9))).toBeUndefined();
    expect(splitBetween(before, { ...now(11, 21), canaryEvents: 2 })).toEqual(split(1, 1, 1, 0));
    expect(splitBetween(before, { ...now(11, 21), stableEvents: 1 })).toEqual(split(1, 1, 0, 0));
  });
});

describe('dispersion', () => {
  it('is one for a look alone with one event, and what is expected for many', () => {
    const one = split(100, 100, 1, 0);
    expect(temperOf(withLook(NO_DISPERSION, one), one, 1)).toBe(1);
    const many = split(100, 100, 41, 0);
    expect(temperOf(NO_DISPERSION, many, 1)).toBeCloseTo(1 + 40 * EXPECTED_VARIANCE * 0.25, 12);
  });

  it('of looks that fall more unevenly than chance is measured, whatever the ratio; looks without events say nothing', () => {
    const uneven = [split(100, 100, 10, 0), split(100, 100), split(100, 100, 0, 10)];
    const found = uneven.reduce(withLook, NO_DISPERSION);
    expect(found.looks).toBe(2);
    // Pearson: (10 - 5)² / 2.5 twice, over one degree of freedom.
    expect(temperOf(found, split(100, 100, 1, 0), 1)).toBeCloseTo(20, 12);
    const even = [split(100, 100, 9, 1), split(100, 100, 9, 1)].reduce(withLook, NO_DISPERSION);
    expect(temperOf(even, split(100, 100, 1, 0), 1)).toBe(1);
  });
});

describe('an e-process', () => {
  const sure: Hypothesis = { against: 1, mixture: [{ ratio: 9, weight: 1 }], fromTheStart: 1 };

  it('is the likelihood ratio for a single alternative, and its root when it is tempered by two', () => {
    const look = split(100, 900, 2, 1);
    const log = 2 * Math.log(0.5 / 0.1) + Math.log(0.5 / 0.9);
    expect(logEvidence(beginEProcess(sure), sure)).toBe(0);
    expect(logEvidence(withSplit(beginEProcess(sure), look, sure, 1), sure)).toBeCloseTo(log, 12);
    expect(logEvidence(withSplit(beginEProcess(sure), look, sure, 2), sure)).toBeCloseTo(log / 2, 12);
  });

  it('finds a harm that begins late, though what was before speaks against it', () => {
    const late = { ...sure, fromTheStart: 0.8 };
    const play = (hypothesis: Hypothesis): number => {
      let process = beginEProcess(hypothesis);
      for (let at = 0; at < 100; at++) process = withSplit(process, split(100, 900, 0, 5), hypothesis, 1);
      for (let at = 0; at < 10; at++) process = withSplit(process, split(100, 900, 5, 5), hypothesis, 1);
      return logEvidence(process, hypothesis);
    };
    expect(play(sure)).toBeLessThan(-100);
    expect(play(late)).toBeGreaterThan(Math.log(200));
  });

  it('has an expectation of at most one while its hypothesis holds, also when it begins at any look and is tempered', () => {
    const hypothesis = noHarm(1.5);
    const share = canaryShare(split(100, 900), 1.5);
    const expectation = (process: ReturnType<typeof beginEProcess>, looks: number): number => {
      if (looks === 0) return Math.exp(logEvidence(process, hypothesis));
      const next = (canary: number, stable: number): number =>
        expectation(
          withSplit(process, split(100, 900, canary, stable), hypothesis, looks % 2 === 0 ? 1 : 3),
          looks - 1,
        );
      return share * next(1, 0) + (1 - share) * next(0, 1);
    };
    expect(expectation(beginEProcess(hypothesis), 10)).toBeLessThanOrEqual(1);
    expect(expectation(beginEProcess(hypothesis), 10)).toBeGreaterThan(0.5);
  });

  it('never becomes no number, whatever is counted', () => {
    const count = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(count, count, count, count), { maxLength: 20 }), (looks) => {
        let trial = beginTrial(split(0, 0), 1.5);
        let all = split(0, 0);
        for (const [a, b, c, d] of looks) {
          all = split(
            all.canaryRequests + a,
            all.stableRequests + b,
            all.canaryEvents + c,
            all.stableEvents + d,
          );
          trial = withTotals(trial, all, 1.5);
        }
        expect(harmOf(trial, 1.5)).not.toBeNaN();
        expect(safetyOf(trial)).not.toBeNaN();
      }),
    );
  });
});

describe('the hypotheses', () => {
  it('have weights that add up to one, on the other side of what they are against', () => {
    for (const { mixture } of [noHarm(1.5), SEVERE_HARM])
      expect(mixture.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    for (const { ratio } of noHarm(2).mixture) expect(ratio).toBeGreaterThan(2);
    for (const { ratio } of SEVERE_HARM.mixture) expect(ratio).toBeLessThan(SEVERE_HARM.against);
  });
});

describe('a trial', () => {
  const rates = (canary: number, stable: number, looks: number) => {
    const random = seededRandom(7);
    const count = (requests: number, rate: number): number =>
      Array.from({ length: requests }, random).filter((one) => one < rate).length;
    let now = split(0, 0);
    let trial = beginTrial(now, 1.5);
    for (let at = 0; at < looks; at++) {
      now = split(
        now.canaryRequests + 100,
        now.stableRequests + 900,
        now.canaryEvents + count(100, canary),
        now.stableEvents + count(900, stable),
      );
      trial = withTotals(trial, now, 1.5);
    }
    return trial;
  };

  it('finds harm, and no harm in a canary like stable, which it certifies', () => {
    expect(harmOf(rates(0.05, 0.005, 10), 1.5)).toBeGreaterThan(Math.log(200));
    expect(harmOf(rates(0.005, 0.005, 60), 1.5)).toBeLessThan(0);
    expect(safetyOf(rates(0.005, 0.005, 60))).toBeGreaterThan(Math.log(20));
    expect(safetyOf(rates(0.02, 0.005, 60))).toBeLessThan(0);
  });

  it('counts what came after its beginning', () => {
    const trial = withTotals(beginTrial(split(5, 1000, 5, 3), 1.5), split(15, 1100, 6, 4), 1.5);
    expect(sumOf(trial)).toEqual(split(10, 100, 1, 1));
  });
});

describe('evidence of several metrics', () => {
  it('is their mean; one that is not judged takes its share', () => {
    const half = (log: number | undefined) => ({ log, weight: 0.5 });
    expect(meanEvidence([half(Math.log(300)), half(Math.log(100))])).toBeCloseTo(Math.log(200), 12);
    expect(meanEvidence([half(Math.log(300)), half(undefined)])).toBeCloseTo(Math.log(150), 12);
    expect(
      meanEvidence([
        { log: Math.log(300), weight: 0.05 },
        { log: 0, weight: 0.95 },
      ]),
    ).toBeCloseTo(Math.log(15.95), 12);
    expect(meanEvidence([half(undefined), half(undefined)])).toBe(Number.NEGATIVE_INFINITY);
  });
});
