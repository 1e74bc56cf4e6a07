import { describe, expect, it } from 'vitest';
import { createWorld } from './world/create-world.ts';
import { last } from './world/views.ts';
import type { World } from './world/world.ts';

/** Of a hundred requests on a route: how many answer 404, and how many are slow. */
interface RouteFacts {
  readonly gone?: number;
  readonly slow?: number;
}

/** Pods that count by route: the canary is asked for /search eight times of ten, stable once of ten. */
function worldOf(search: Readonly<Record<'canary' | 'stable', RouteFacts>>, named: boolean): World {
  const world = createWorld({ gateway: true });
  const looks = { canary: 0, stable: 0 };
  const asked = { canary: { '/': 4, '/search': 16 }, stable: { '/': 90, '/search': 10 } };
  world.exposition = (pod) => {
    const track = pod.includes('-canary-') ? 'canary' : 'stable';
    looks[track] += 5;
    const routes = Object.entries(asked[track]).map(([path, each]) => {
      const { gone = 0, slow = 0 } = path === '/search' ? search[track] : {};
      const requests = each * looks[track];
      return { path, requests, gone: (requests * gone) / 100, slow: (requests * slow) / 100 };
    });
    const counter = (
      name: string,
      labels: string,
      of: (route: (typeof routes)[number]) => number,
    ): string[] =>
      named
        ? routes.map((route) => `${name}{path="${route.path}",${labels}} ${of(route)}`)
        : [`${name}{${labels}} ${routes.reduce((sum, route) => sum + of(route), 0)}`];
    return [
      ...counter('http_request_duration_ms_count', 'status="404"', ({ gone }) => gone),
      ...counter('http_request_duration_ms_count', 'status="200"', ({ requests, gone }) => requests - gone),
      ...counter('http_request_duration_ms_bucket', 'le="2000"', ({ requests, slow }) => requests - slow),
      ...counter('http_request_duration_ms_bucket', 'le="5000"', ({ requests }) => requests),
      ...counter('http_request_duration_ms_bucket', 'le="+Inf"', ({ requests }) => requests),
      '',
    ].join('\n');
  };
  return world;
}

const inputs = { 'prometheus-url': '', metrics: 'pods', provider: 'gateway' };

describe('a run whose canary is asked more often on one route', () => {
  it('passes though half of that route answers 404, for it does so for all', async () => {
    const usual = { canary: { gone: 50 }, stable: { gone: 50 } };
    const world = worldOf(usual, true);
    expect(await world.main(inputs), last(world)).toBe('success');
    const blind = worldOf(usual, false);
    await blind.main(inputs);
    expect(last(blind)).toMatch(/CANARY_FAILED: .*4xx answers: 40\.\d % against 5\.\d % of stable/);
  });

  it('is rolled back where most of its users find no path, and its metrics file that under a route that has nothing else', async () => {
    const world = worldOf({ canary: { gone: 100 }, stable: { gone: 100 } }, true);
    await world.main(inputs);
    expect(last(world)).toMatch(/CANARY_FAILED: .*4xx answers: 80\.0 % against 10\.0 % of stable/);
  });

  it('is rolled back, and the route is named, where only its own answers are 404', async () => {
    const world = worldOf({ canary: { gone: 90 }, stable: { gone: 5 } }, true);
    await world.main(inputs);
    expect(last(world)).toMatch(
      /CANARY_FAILED: .*4xx answers(?: on \/search: .* at 25 %|: .* at 25 % of traffic; most 4xx answers on \/search \(504 of 560, )/,
    );
  });

  it('is not blamed for a route that is slow for all, and is for one that is slow by its own doing', async () => {
    const usual = { canary: { slow: 5 }, stable: { slow: 5 } };
    const world = worldOf(usual, true);
    await world.main(inputs);
    expect(world.outputs['outcome']).toBe('inconclusive');
    expect(last(world)).toMatch(
      /CANARY_INCONCLUSIVE: .*P99 was .*, and 4\.0 % of its answers slower on the routes that the canary is asked for/,
    );
    const own = worldOf({ canary: { slow: 30 }, stable: { slow: 0 } }, true);
    await own.main(inputs);
    expect(own.outputs['outcome']).toBe('rolled-back');
    expect(last(own)).toMatch(/answers slower than 2 s.*\/search/);
  });
});
