import { describe, expect, it } from 'vitest';
import { RouteNames, routeLabelOf, routesOf } from '../src/metrics/routes.ts';
import { worstRouteWords } from '../src/verdict/worst-route.ts';
import { createWorld } from './world/create-world.ts';
import { sampleOf } from './world/looks.ts';
import { rawSeries } from './world/series.ts';
import { last } from './world/views.ts';

const failed = (status: string): boolean => status.startsWith('5');

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
    const routes = routesOf(
      [
        rawSeries({ track: 'canary', route: '/pay', status: '200', value: 6 }),
        rawSeries({ track: 'canary', route: '/pay', status: '500', value: 4 }),
        rawSeries({ track: 'canary', route: '/ok', status: '200', value: 9 }),
        rawSeries({ track: 'canary', status: '500', value: 9 }),
        rawSeries({ route: '/pay', status: '200', value: 30 }),
      ],
      failed,
    );
    expect(routes).toEqual({
      canary: { '/pay': { requests: 10, errors: 4 }, '/ok': { requests: 9, errors: 0 } },
      stable: { '/pay': { requests: 30, errors: 0 }, '/ok': { requests: 0, errors: 0 } },
    });
    expect(Object.keys(routes.canary ?? {})).toEqual(['/pay', '/ok']);
    expect(routesOf([rawSeries({ value: 9 })], failed)).toEqual({});
  });

  it('are at most ten, and a label with the path of every request names none', () => {
    const many = Array.from({ length: 20 }, (_, at) =>
      rawSeries({ track: 'canary', route: `/r${at}`, status: '500', value: at + 1 }),
    );
    const told = Object.keys(routesOf(many, failed).canary ?? {});
    expect(told).toHaveLength(10);
    expect(told[0]).toBe('/r19');
    const busy = [rawSeries({ route: '/most', value: 99 }), ...many.slice(0, 9)];
    expect(Object.keys(routesOf(busy, failed).stable ?? {}).at(-1)).toBe('/most');
    expect(
      Object.keys(routesOf([rawSeries({ route: '/most', value: 99 }), ...many], failed).stable ?? {}),
    ).not.toContain('/most');
    const names = new RouteNames();
    const given = Array.from({ length: 60 }, (_, at) => names.nameOf({ path: `/orders/${at}` }));
    expect(given.filter((name) => name === '')).toHaveLength(10);
    expect(names.nameOf({ path: '/orders/0' })).toBe('/orders/0');
    expect(names.nameOf({ status: '200' })).toBe('');
    expect(new RouteNames().nameOf({ handler: '', route: '/a', path: '' })).toBe('/a');
  });
});

describe('the route that failed', () => {
  const of = (canary: object, stable: object = {}): string | undefined =>
    worstRouteWords(sampleOf(0, { canary, stable }));
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
