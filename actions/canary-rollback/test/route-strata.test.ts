import { seededRandom } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import type { RouteCounts, VersionSample } from '../src/metrics/sample.ts';
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

/** What came to so many of the requests, as a sample tells it of a version and of a route. */
type Tell = (events: number, requests: number) => Partial<VersionSample & RouteCounts>;

const odd = { refused: 0, redirected: 0, strange: 0 };
const TELL: Readonly<Record<'errors' | 'refused' | 'redirected' | 'strange' | 'slow', Tell>> = {
  errors: (events) => ({ errors: events, totalErrors: events }),
  refused: (events) => ({ odd: { ...odd, refused: events } }),
  redirected: (events) => ({ odd: { ...odd, redirected: events } }),
  strange: (events) => ({ odd: { ...odd, strange: events } }),
  slow: (events, requests) => ({ latencies: { requests, within: [[2000, requests - events]] } }),
};

/** Looks a second apart in which both versions get the same each time, drawn by a seed. */
function looks(
  count: number,
  canary: Routes,
  stable: Routes,
  { seed = 1, named = true, tell = TELL.errors }: { seed?: number; named?: boolean; tell?: Tell } = {},
): Facts[] {
  const random = seededRandom(seed);
  const sums = { canary: new Map<string, number>(), stable: new Map<string, number>() };
  const draw = (requests: number, share: number): number => {
    let errors = 0;
    for (let request = 0; request < requests; request++) errors += random() < share ? 1 : 0;
    return errors;
  };
  const take = (track: 'canary' | 'stable', routes: Routes, at: number): Partial<VersionSample> => {
    const told = Object.entries(routes).map(([name, [each, share]]) => {
      const events = (sums[track].get(name) ?? 0) + (at === 0 ? 0 : draw(each, share));
      sums[track].set(name, events);
      return { name, requests: at * each, events };
    });
    const requests = told.reduce((sum, one) => sum + one.requests, 0);
    const events = told.reduce((sum, one) => sum + one.events, 0);
    const byRoute = told.map((one) => {
      return [one.name, { requests: one.requests, errors: 0, ...tell(one.events, one.requests) }] as const;
    });
    return {
      totalRequests: requests,
      ...tell(events, requests),
      ...(named ? { routes: Object.fromEntries(byRoute) } : {}),
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
    const alarms = seeds.filter(
      (seed) => rolledBackAt(looks(120, mixed.canary, mixed.stable, { seed })) >= 0,
    );
    expect(alarms).toEqual([]);
    const without = seeds.filter(
      (seed) => rolledBackAt(looks(120, mixed.canary, mixed.stable, { seed, named: false })) >= 0,
    );
    expect(without).toHaveLength(seeds.length); // where no label names routes nobody can know better
  });

  // All of it above what the rule speaks about at all: 1 % slow, 20 % refused, 50 % redirected, 1 % strange.
  const often = { errors: 0.1, slow: 0.1, strange: 0.1, refused: 0.5, redirected: 0.56 } as const;
  const kinds = Object.keys(often) as (keyof typeof often)[];

  it.each(kinds)('do not blame it for any other kind of answer either: %s', (kind) => {
    const share = often[kind];
    const canary = { '/': [4, 0.001], '/pay': [96, share] } as const;
    const stable = { '/': [810, 0.001], '/pay': [90, share] } as const;
    const rules = { ...weighed, latencyAction: 'rollback' as const };
    const alarm = (seed: number, named: boolean): boolean =>
      first(play(looks(120, canary, stable, { seed, named, tell: TELL[kind] }), rules), 'rollback') >= 0;
    const seeds = Array.from({ length: 20 }, (_, at) => at);
    expect(seeds.filter((seed) => alarm(seed, true))).toEqual([]);
    expect(seeds.filter((seed) => alarm(seed, false))).toHaveLength(seeds.length);
  });

  it.each(kinds)('find one route on which a version is worse, and name it: %s', (kind) => {
    const share = often[kind];
    const stable = { '/a': [900, share / 2], '/pay': [90, share / 8] } as const;
    const canary = { '/a': [100, share / 2], '/pay': [10, Math.min(1, share * 2)] } as const;
    const rules = { ...weighed, latencyAction: 'rollback' as const };
    for (const seed of [1, 2, 3]) {
      const said = play(looks(300, canary, stable, { seed, tell: TELL[kind] }), rules);
      expect(said[first(said, 'rollback')]).toMatchObject({
        rule: 'evidence',
        about: { event: kind, route: '/pay' },
      });
    }
  });

  // Where libraries file what found no path: stable has hardly any of it, and answers all of it alike.
  it.each([
    ['refused', 0.05],
    ['redirected', 0.05],
    ['strange', 0.05],
    ['errors', 0.005],
    ['slow', 0.005],
  ] as const)('excuse no version that has moved its users to the route of what fails: %s', (kind, share) => {
    const all = 1000;
    const stable = { '/orders': [all * (1 - share), 0], unmatched: [all * share, 1] } as const;
    const rules = { ...weighed, latencyAction: 'rollback' as const };
    for (const canary of [
      { '/orders': [0, 0], unmatched: [100, 1] },
      { '/orders': [20, 0], unmatched: [80, 1] },
    ] as const) {
      const said = play(looks(60, canary, stable, { tell: TELL[kind] }), rules);
      expect(first(said, 'rollback')).toBeGreaterThan(0);
      expect(said[first(said, 'rollback')]).toMatchObject({ rule: 'evidence', about: { event: kind } });
    }
  });

  it.each(['errors', 'slow'] as const)(
    'blame nobody for an outage of a route, in which all of it is so: %s',
    (kind) => {
      const canary = { '/orders': [20, 0], '/pay': [80, 1] } as const;
      const stable = { '/orders': [900, 0], '/pay': [100, 1] } as const;
      const said = play(looks(120, canary, stable, { tell: TELL[kind] }), {
        ...weighed,
        latencyAction: 'rollback',
      });
      expect(first(said, 'rollback')).toBe(-1);
    },
  );

  it('find a version that is worse on every route as soon as without them, or a look later', () => {
    const bad = { '/': [50, 0.05], '/pay': [50, 0.05] } as const;
    const good = { '/': [450, 0.005], '/pay': [450, 0.005] } as const;
    for (const seed of [1, 2, 3, 4, 5]) {
      const found = rolledBackAt(looks(120, bad, good, { seed }));
      const pooled = rolledBackAt(looks(120, bad, good, { seed, named: false }));
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
      const said = judge(looks(200, canary, stable, { seed }));
      const at = first(said, 'rollback');
      expect(at).toBeGreaterThan(0);
      expect(at).toBeLessThan(15);
      expect(said[at]).toMatchObject({
        reason: expect.stringMatching(
          /^errors on \/pay: \d+\.\d % against 0\.0 % of stable \(\d+ of \d+ requests, 0 of \d+; by chance in less than 1 of \d+ canaries\)$/,
        ),
      });
      const pooled = rolledBackAt(looks(200, canary, stable, { seed, named: false }));
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
      rolledBackAt(looks(120, routes, beside, { seed })),
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
      'a route on which stable fails the few that ask',
      canary,
      {
        totalRequests: 10_000,
        routes: { '/': { requests: 9900, errors: 9 }, '/pay': { requests: 90, errors: 90 } },
      },
    ],
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

describe('the limit of the P99', () => {
  const within = (requests: number, slow: number) => ({
    requests,
    within: [[2000, requests - slow]] as const,
  });
  const route = (requests: number, slow: number): RouteCounts => ({
    requests,
    errors: 0,
    latencies: within(requests, slow),
  });
  const at = (stableRoutes: Readonly<Record<string, RouteCounts>>, change: Partial<Limits> = {}) => {
    const fact: Facts = {
      canary: {
        p99: { ms: 4000, atLeast: false },
        totalRequests: 1000,
        latencies: within(1000, 40),
        routes: { '/': route(200, 0), '/report': route(800, 40) },
      },
      stable: { p99: { ms: 900, atLeast: false }, latencies: within(10_000, 50), routes: stableRoutes },
    };
    return play(
      Array.from({ length: 100 }, () => fact),
      { stepMs: 1_000_000, latencyAction: 'auto', ...change },
    );
  };
  const slowForAll = { '/': route(9000, 0), '/report': route(1000, 50) };

  it('blames nobody for a route that is slow for all, however often the canary is asked for it', () => {
    const said = at(slowForAll);
    expect(first(said, 'rollback')).toBe(-1);
    expect(said[60]).toMatchObject({
      kind: 'pause',
      reason:
        "P99 was 4 s (limit 2 s) for 60 s, stable's 900 ms, and 4.0 % of its answers slower on the routes that the canary is asked for",
    });
  });

  it.each([
    ['stable is fast on that route', { '/': route(9000, 45), '/report': route(1000, 5) }],
    [
      'nobody knows how fast stable is there',
      { '/': route(9000, 0), '/report': { requests: 1000, errors: 0 } },
    ],
    ['stable is not asked for it', { '/': route(9000, 0) }],
  ])('rolls back where %s', (_, routes) => {
    const said = at(routes);
    expect(first(said, 'rollback')).toBe(60);
    expect(said[60]).toMatchObject({ rule: 'latency', about: { event: 'slow' } });
  });

  it('pauses all the same where that is asked for', () => {
    expect(first(at(slowForAll, { latencyAction: 'pause' }), 'pause')).toBe(60);
  });

  it('holds for a whole step by its routes too', () => {
    // Of each look alone nothing is slow; of the step as a whole four percent are.
    const look = (second: number, routes: Readonly<Record<string, RouteCounts>>): Facts => ({
      canary: {
        totalRequests: second * 10,
        latencies: within(second * 10, second * 0.4),
        routes: { '/report': route(second * 10, second * 0.4) },
      },
      stable: { latencies: within(second * 1000, second), routes },
    });
    const run = (slow: number): readonly Decision[] =>
      play(
        Array.from({ length: 140 }, (_, second) =>
          look(second, { '/report': route(second * 10, second * slow) }),
        ),
        { latencyAction: 'auto', stepMs: 60_000 },
      );
    expect(first(run(0), 'rollback')).toBe(120);
    const shared = run(0.4);
    expect(first(shared, 'rollback')).toBe(-1);
    expect(shared[120]).toMatchObject({ kind: 'pause', rule: 'latency' });
  });
});

describe('the budget of errors', () => {
  it('is not burnt by a canary that is asked for a route that fails for all', () => {
    const burn = { objectivePercent: 99, pairs: [{ factor: 4, longMs: 10_000, shortMs: 5_000 }] };
    const run = (pay: number): readonly Decision[] =>
      play(looks(40, { '/': [20, 0], '/pay': [80, 0.1] }, { '/': [810, 0], '/pay': [90, pay] }), {
        maxErrorPercent: 100,
        stepMs: 1_000_000,
        burn,
      });
    expect(first(run(0.1), 'rollback')).toBe(-1);
    const said = run(0);
    expect(said[first(said, 'rollback')]).toMatchObject({ rule: 'burn-rate', about: { event: 'errors' } });
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

describe('routes whose names every object has', () => {
  it.each(['constructor', 'toString', '__proto__', 'valueOf'])('hide no harm: %s', (name) => {
    const bad = looks(200, { '/': [100, 0.02] }, { '/': [900, 0.005] });
    // Asked for a few times, with one error, and never again.
    const facts = bad.map((fact, at): Facts => {
      const more = (version: Partial<VersionSample> | undefined, gained: number): Partial<VersionSample> => {
        const counts = { requests: Math.min(at, 3) * gained, errors: Math.min(at, 1) };
        return {
          ...version,
          totalRequests: (version?.totalRequests ?? 0) + counts.requests,
          totalErrors: (version?.totalErrors ?? 0) + counts.errors,
          routes: Object.fromEntries([...Object.entries(version?.routes ?? {}), [name, counts]]),
        };
      };
      return { canary: more(fact.canary, 2), stable: more(fact.stable, 20) };
    });
    expect(rolledBackAt(facts)).toBeGreaterThan(0);
    const gone = facts.map((fact, at) => (at < 4 ? fact : bad[at])).filter((fact) => fact !== undefined);
    expect(rolledBackAt(gone)).toBeGreaterThan(0);
  });
});
