import { describe, expect, it } from 'vitest';
import { answerKindBy } from '../src/metrics/failed-status.ts';
import { RouteNames, routeLabelOf, routesOf as routesIn } from '../src/metrics/routes.ts';
import type { RawSeries } from '../src/metrics/series-reader.ts';
import { worstRouteWords } from '../src/verdict/worst-route.ts';
import { createWorld } from './world/create-world.ts';
import { sampleOf } from './world/looks.ts';
import { rawSeries } from './world/series.ts';
import { last } from './world/views.ts';

const routesOf = (counts: readonly RawSeries[], buckets: readonly RawSeries[] = []) =>
  routesIn({ counts, buckets, kindOf: answerKindBy(['5xx'], 'http'), unitMs: 1, limitMs: 2000 });
const odd = { refused: 0, redirected: 0, strange: 0 };

describe('OBS-13: requests by route', () => {
  it('are asked of Prometheus too, by the label that names routes', async () => {
    const world = createWorld();
    await world.main();
    const counts = world.queries.filter((query) => /^max by .*_count\{/.test(query));
    expect(counts.length).toBeGreaterThan(5);
    expect(counts.every((query) => query.startsWith('max by (pod, status, path, instance, container)'))).toBe(
      true,
    );
    world.paths = [];
    const before = world.queries.length;
    await world.main({}, '2002');
    expect(world.queries.slice(before).some((query) => query.includes('path, instance'))).toBe(false);
  });

  it('have no label where none has a value, or where it has too many', () => {
    expect(routeLabelOf([{ status: '200' }, { path: '' }])).toBeUndefined();
    expect(routeLabelOf([{ status: '200' }, { http_route: '/pay' }])).toBe('http_route');
    const many = (count: number) => Array.from({ length: count }, (_, at) => ({ path: `/orders/${at}` }));
    expect(routeLabelOf(many(50))).toBe('path');
    expect(routeLabelOf(many(51))).toBeUndefined();
  });

  it('are those of routes with errors first, and then of the busy ones', () => {
    const routes = routesOf([
      rawSeries({ track: 'canary', route: '/pay', status: '200', value: 6 }),
      rawSeries({ track: 'canary', route: '/pay', status: '500', value: 4 }),
      rawSeries({ track: 'canary', route: '/ok', status: '200', value: 9 }),
      rawSeries({ track: 'canary', status: '500', value: 9 }),
      rawSeries({ route: '/pay', status: '200', value: 30 }),
    ]);
    expect(routes).toEqual({
      canary: { '/pay': { requests: 10, errors: 4, odd }, '/ok': { requests: 9, errors: 0, odd } },
      stable: { '/pay': { requests: 30, errors: 0, odd }, '/ok': { requests: 0, errors: 0, odd } },
    });
    expect(Object.keys(routes.canary ?? {})).toEqual(['/pay', '/ok']);
    expect(routesOf([rawSeries({ value: 9 })])).toEqual({});
  });

  it('tell odd and slow answers by route too, and each kind of trouble in turn', () => {
    const bound = (route: string, le: number, value: number): RawSeries =>
      rawSeries({ track: 'canary', route, bound: le, value });
    const routes = routesOf(
      [
        ...Array.from({ length: 12 }, (_, at) =>
          rawSeries({ track: 'canary', route: `/gone${at}`, status: '404', value: 50 + at }),
        ),
        rawSeries({ track: 'canary', route: '/pay', status: '200', value: 9 }),
        rawSeries({ track: 'canary', route: '/login', status: '302', value: 2 }),
        rawSeries({ track: 'canary', route: '/bad', status: '503', value: 1 }),
        rawSeries({ track: 'canary', route: '/hm', status: 'error', value: 200 }),
      ],
      [
        bound('/pay', 2000, 7),
        bound('/pay', Number.POSITIVE_INFINITY, 9),
        bound('/hm', Number.POSITIVE_INFINITY, 200),
        bound('/nowhere', 2000, 7),
      ],
    ).canary;
    expect(Object.keys(routes ?? {}).slice(0, 4)).toEqual(['/bad', '/pay', '/hm', '/gone11']);
    expect(routes?.['/pay']).toEqual({
      requests: 9,
      errors: 0,
      odd,
      latencies: { requests: 9, within: [[2000, 7]] },
    });
    expect(routes?.['/hm']).toEqual({ requests: 200, errors: 0, odd: { ...odd, strange: 200 } });
    expect(routes?.['/gone11']?.odd).toEqual({ ...odd, refused: 61 });
    expect(routes).not.toHaveProperty('/login');
    expect(routes).not.toHaveProperty('/nowhere');
  });

  it('are at most ten, and a label with the path of every request names none', () => {
    const many = Array.from({ length: 20 }, (_, at) =>
      rawSeries({ track: 'canary', route: `/r${at}`, status: '500', value: at + 1 }),
    );
    const told = Object.keys(routesOf(many).canary ?? {});
    expect(told).toHaveLength(10);
    expect(told[0]).toBe('/r19');
    const busy = [rawSeries({ route: '/most', value: 99 }), ...many.slice(0, 9)];
    expect(Object.keys(routesOf(busy).stable ?? {}).at(-1)).toBe('/most');
    expect(
      Object.keys(routesOf([rawSeries({ route: '/most', value: 99 }), ...many]).stable ?? {}),
    ).not.toContain('/most');
    const names = new RouteNames();
    const given = Array.from({ length: 60 }, (_, at) => names.nameOf({ path: `/orders/${at}` }));
    expect(given.filter((name) => name === '')).toHaveLength(10);
    expect(names.nameOf({ path: '/orders/0' })).toBe('/orders/0');
    expect(names.nameOf({ status: '200' })).toBe('');
    expect(new RouteNames().nameOf({ path: '/pay\n::error::no\n# no' })).toBe('/pay ::error::no # no');
    expect(new RouteNames().nameOf({ path: 'x'.repeat(100_000) }).length).toBeLessThan(250);
    expect(new RouteNames().nameOf({ handler: '', route: '/a', path: '' })).toBe('/a');
  });
});

describe('the route that failed', () => {
  const of = (canary: object, stable: object = {}): string | undefined =>
    worstRouteWords(sampleOf(0, { canary, stable }), 'errors', { maxP99Ms: 2000 });
  const pay = { requests: 40, errors: 20 };

  it('is named with the numbers of both', () => {
    const canary = {
      totalRequests: 400,
      totalErrors: 22,
      routes: { '/a': { requests: 90, errors: 2 }, '/pay': pay },
    };
    const stable = { routes: { '/pay': { requests: 120, errors: 1 } } };
    expect(of(canary, stable)).toBe('most errors on /pay (20 of 40, 50.0 %, stable 1 of 120)');
    expect(of(canary)).toBe('most errors on /pay (20 of 40, 50.0 %)');
  });

  it('is named for what else a rule speaks of, where it is known by route', () => {
    const slow = { requests: 40, errors: 0, latencies: { requests: 40, within: [[2000, 10]] } } as const;
    const canary = {
      totalRequests: 400,
      latencies: { requests: 400, within: [[2000, 370]] },
      odd: { ...odd, refused: 12 },
      routes: { '/pay': slow, '/a': { requests: 90, errors: 0, odd: { ...odd, refused: 9 } } },
    } as const;
    const sample = sampleOf(0, { canary });
    expect(worstRouteWords(sample, 'slow', { maxP99Ms: 2000 })).toBe(
      'most slow answers on /pay (30 of 40, 75.0 %)',
    );
    expect(worstRouteWords(sample, 'slow', { maxP99Ms: 3000 })).toBeUndefined();
    expect(worstRouteWords(sample, 'refused', { maxP99Ms: 2000 })).toBe(
      'most 4xx answers on /a (9 of 90, 10.0 %)',
    );
  });

  it.each([
    ['a few errors', { totalRequests: 400, totalErrors: 3, routes: { '/a': { requests: 9, errors: 3 } } }],
    ['errors everywhere', { totalRequests: 400, totalErrors: 60, routes: { '/pay': pay } }],
    ['a service of one route', { totalRequests: 41, totalErrors: 20, routes: { '/pay': pay } }],
    ['no label', { totalRequests: 400, totalErrors: 20 }],
  ])('is not named for %s', (_, canary) => {
    expect(of(canary)).toBeUndefined();
  });

  it('stands in the failure line of a run that reads the pods', async () => {
    const world = createWorld({ gateway: true });
    let [users, looks] = [0, 0];
    world.exposition = (pod) => {
      looks++;
      users += pod.includes('-canary-') ? 10 : 0;
      const own = pod.includes('-canary-') ? users : 1000 + looks * 10;
      const bad = pod.includes('-canary-') ? Math.floor(users / 4) : 0;
      return [
        `http_request_duration_ms_count{path="/orders",status="200"} ${own}`,
        `http_request_duration_ms_count{path="/pay",status="200"} ${own}`,
        `http_request_duration_ms_count{path="/pay",status="500"} ${bad}`,
        `http_request_duration_ms_bucket{path="/pay",le="2000"} ${2 * own + bad}`,
        `http_request_duration_ms_bucket{path="/pay",le="+Inf"} ${2 * own + bad}`,
        '',
      ].join('\n');
    };
    await world.main({ 'prometheus-url': '', metrics: 'pods' });
    expect(last(world)).toMatch(
      /CANARY_FAILED: .*errors: .*; most errors on \/pay \(\d+ of \d+, .*\); traffic is back/,
    );
  });
});
