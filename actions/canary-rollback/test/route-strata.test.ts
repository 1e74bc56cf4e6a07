import { seededRandom } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import type { VersionSample } from '../src/metrics/sample.ts';
import { gainBetween, type Totals } from '../src/verdict/sequential/tally.ts';
import { beginTrial, withTotals } from '../src/verdict/sequential/trial.ts';
import type { Decision, Limits } from '../src/verdict/types.ts';
import { type Facts, first, limits, play } from './world/looks.ts';

const weighed: Limits = {
  ...limits,
  maxErrorPercent: 100,
  stepMs: 1_000_000,
  evidence: { falseAlarm: 0.01, tolerance: 1.5 },
};

/** Requests a look, and the share of errors, on each route. */
type Routes = Readonly<Record<string, readonly [requests: number, errors: number]>>;

/** Looks a second apart in which both versions get the same each time, drawn by a seed. */
function looks(count: number, canary: Routes, stable: Routes, seed = 1, named = true): Facts[] {
  const random = seededRandom(seed);
  const sums = { canary: new Map<string, number>(), stable: new Map<string, number>() };
  const draw = (requests: number, share: number): number => {
    let errors = 0;
    for (let request = 0; request < requests; request++) errors += random() < share ? 1 : 0;
    return errors;
  };
  const take = (track: 'canary' | 'stable', routes: Routes, at: number): Partial<VersionSample> => {
    const told = Object.entries(routes).map(([name, [requests, share]]) => {
      const errors = (sums[track].get(name) ?? 0) + (at === 0 ? 0 : draw(requests, share));
      sums[track].set(name, errors);
      return [name, { requests: at * requests, errors }] as const;
    });
    return {
      totalRequests: told.reduce((sum, [, { requests }]) => sum + requests, 0),
      totalErrors: told.reduce((sum, [, { errors }]) => sum + errors, 0),
      ...(named ? { routes: Object.fromEntries(told) } : {}),
    };
  };
  return Array.from({ length: count }, (_, at) => ({
    canary: take('canary', canary, at),
    stable: take('stable', stable, at),
  }));
}

const judge = (facts: readonly Facts[]): readonly Decision[] => play(facts, weighed);
const rolledBackAt = (facts: readonly Facts[]): number => first(judge(facts), 'rollback');

describe('routes as strata', () => {
  // A tenth of /pay fails, whoever answers; the canary is asked for little else, and stable for nearly everything else.
  const mixed = {
    canary: { '/': [20, 0.001], '/pay': [80, 0.1] },
    stable: { '/': [810, 0.001], '/pay': [90, 0.1] },
  } as const;

  it('do not blame a canary for being asked more often on a route that fails for all', () => {
    const seeds = Array.from({ length: 40 }, (_, at) => at);
    const alarms = seeds.filter((seed) => rolledBackAt(looks(120, mixed.canary, mixed.stable, seed)) >= 0);
    expect(alarms).toEqual([]);
    const without = seeds.filter(
      (seed) => rolledBackAt(looks(120, mixed.canary, mixed.stable, seed, false)) >= 0,
    );
    expect(without).toHaveLength(seeds.length); // where no label names routes nobody can know better
  });

  it('find a version that is worse on every route as soon as without them, or a look later', () => {
    const bad = { '/': [50, 0.05], '/pay': [50, 0.05] } as const;
    const good = { '/': [450, 0.005], '/pay': [450, 0.005] } as const;
    for (const seed of [1, 2, 3, 4, 5]) {
      const found = rolledBackAt(looks(120, bad, good, seed));
      const pooled = rolledBackAt(looks(120, bad, good, seed, false));
      expect(pooled).toBeGreaterThan(0);
      expect(found).toBeGreaterThan(0);
      expect(found - pooled).toBeLessThanOrEqual(1);
    }
  });

  it('find a route that fails among many errors elsewhere sooner than all together do, and name it', () => {
    const others = { '/a': [100, 0.05], '/b': [100, 0.05] } as const;
    const canary = { ...others, '/pay': [4, 0.5] } as const;
    const stable = { '/a': [900, 0.05], '/b': [900, 0.05], '/pay': [36, 0] } as const;
    for (const seed of [1, 2, 3, 4, 5]) {
      const said = judge(looks(200, canary, stable, seed));
      const at = first(said, 'rollback');
      expect(at).toBeGreaterThan(0);
      expect(at).toBeLessThan(15);
      expect(said[at]).toMatchObject({
        reason: expect.stringMatching(
          /^errors on \/pay: \d+\.\d % against 0\.0 % of stable \(\d+ of \d+ requests, 0 of \d+; by chance in less than 1 of \d+ canaries\)$/,
        ),
      });
      const pooled = rolledBackAt(looks(200, canary, stable, seed, false));
      expect(pooled < 0 || pooled > at).toBe(true);
    }
  });

  it('give no more false alarms than are allowed, on many routes that waver', () => {
    const routes = Object.fromEntries(
      Array.from({ length: 10 }, (_, at) => [`/r${at}`, [10, 0.02]]),
    ) as Routes;
    const beside = Object.fromEntries(
      Array.from({ length: 10 }, (_, at) => [`/r${at}`, [90, 0.02]]),
    ) as Routes;
    const alarms = Array.from({ length: 100 }, (_, seed) =>
      rolledBackAt(looks(120, routes, beside, seed)),
    ).filter((at) => at >= 0);
    expect(alarms.length).toBeLessThanOrEqual(2);
  });

  it('do not speak of three requests of a route', () => {
    const quiet = looks(3, { '/': [100, 0] }, { '/': [900, 0] });
    const once = (errors: number): Facts[] => [
      ...quiet,
      ...[1, 2, 3, 4].map(
        (more): Facts => ({
          canary: {
            totalRequests: 200 + more * 100,
            totalErrors: Math.min(more, errors),
            routes: { '/pay': { requests: 10 + more * 5, errors: Math.min(more, errors) } },
          },
          stable: {
            totalRequests: 9000 + more * 9000,
            totalErrors: 0,
            routes: { '/pay': { requests: 1000 + more * 5000, errors: 0 } },
          },
        }),
      ),
    ];
    expect(rolledBackAt(once(3))).toBe(-1);
  });
});

describe('the plain limit', () => {
  const at = (change: Partial<VersionSample>, beside: Partial<VersionSample>): readonly Decision[] => {
    const fact = {
      canary: { errorPercent: 8, totalRequests: 1000, ...change },
      stable: { errorPercent: 1.1, ...beside },
    };
    return play(
      Array.from({ length: 60 }, () => fact),
      { stepMs: 1_000_000 },
    );
  };
  const canary = { routes: { '/': { requests: 200, errors: 0 }, '/pay': { requests: 800, errors: 80 } } };
  const stable = { routes: { '/': { requests: 9000, errors: 9 }, '/pay': { requests: 1000, errors: 100 } } };

  it('blames nobody for a route that fails for all, however often the canary is asked for it', () => {
    const said = at(canary, stable);
    expect(first(said, 'rollback')).toBe(-1);
    expect(said[30]).toMatchObject({
      kind: 'pause',
      reason:
        "error rate was 8.0 % (limit 5 %) for 30 s, stable's 1.1 %, and 8.0 % on the routes that the canary is asked for",
    });
  });

  it.each([
    [
      'fewer errors of stable on that route',
      canary,
      { routes: { ...stable.routes, '/pay': { requests: 1000, errors: 9 } } },
    ],
    ['routes that only the canary has', canary, { routes: { '/': { requests: 9000, errors: 9 } } }],
    [
      'a tenth and more of its requests on routes of which nothing is known',
      { ...canary, totalRequests: 1112 },
      stable,
    ],
    ['no routes', {}, {}],
  ])('rolls back with %s', (_, change, beside) => {
    expect(first(at(change, beside), 'rollback')).toBe(30);
  });
});

describe('what a look adds', () => {
  const counts = (canaryRequests: number, stableRequests: number, canaryEvents = 0, stableEvents = 0) => ({
    canaryRequests,
    stableRequests,
    canaryEvents,
    stableEvents,
  });
  const before: Totals = { ...counts(100, 900, 1, 2), routes: { '/pay': counts(10, 90, 1, 1) } };

  it('is taken apart by the routes that were told before, and the rest is together', () => {
    const now: Totals = {
      ...counts(200, 1800, 6, 4),
      routes: { '/pay': counts(30, 290, 4, 2), '/new': counts(5, 50, 1, 0) },
    };
    expect(gainBetween(before, now)).toEqual({
      whole: counts(100, 900, 5, 2),
      routes: { '/pay': counts(20, 200, 3, 1) },
      strata: [counts(20, 200, 3, 1), counts(80, 700, 2, 1)],
    });
  });

  it('counts a route with the rest where one version was not asked for it', () => {
    const now: Totals = { ...counts(200, 1800, 6, 4), routes: { '/pay': counts(10, 290, 1, 2) } };
    expect(gainBetween(before, now)).toEqual({
      whole: counts(100, 900, 5, 2),
      routes: {},
      strata: [counts(100, 900, 5, 2)],
    });
  });

  it('has no rest where all of it is on routes', () => {
    const all: Totals = { ...counts(20, 200, 3, 1), routes: { '/pay': counts(20, 200, 3, 1) } };
    const none: Totals = { ...counts(0, 0), routes: { '/pay': counts(0, 0) } };
    expect(gainBetween(none, all)?.strata).toEqual([counts(20, 200, 3, 1)]);
  });

  it('is weighed on single routes from the look after their first events on', () => {
    const at = (looks: number): Totals => {
      const one = counts(looks * 10, looks * 90, looks, 0);
      return { ...one, routes: { '/pay': one } };
    };
    const begun = withTotals(beginTrial(at(0), 1.5), at(1), 1.5);
    expect(begun.routes?.all).toMatchObject([{ name: '/pay', sum: counts(0, 0) }]);
    const weighed = withTotals(begun, at(2), 1.5);
    expect(weighed.routes?.all).toMatchObject([{ name: '/pay', sum: counts(10, 90, 1, 0) }]);
    expect(weighed.routes?.stake).toBe(begun.routes?.stake);
  });
});
