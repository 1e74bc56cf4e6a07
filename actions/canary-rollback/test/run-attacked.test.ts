import { describe, expect, it } from 'vitest';
import { refreshPods } from './world/controllers.ts';
import { createWorld } from './world/create-world.ts';
import { last } from './world/views.ts';
import type { World } from './world/world.ts';

/** Nothing but the pods can be asked. */
const run = (world: World, inputs: Readonly<Record<string, string>> = {}) =>
  world.main({ 'prometheus-url': '', ...inputs });

describe('an autoscaler that takes pods of stable', () => {
  it('hides no canary that crashes', async () => {
    const world = createWorld({ gateway: true });
    world.clock.at(20_000, () => {
      const stable = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders', namespace: 'shop' };
      void world.kube.mergePatch(stable, { spec: { replicas: 2 } });
    });
    world.clock.at(30_000, () => {
      world.restarts = 1;
      refreshPods(world);
    });
    expect(await run(world)).toBe('failure');
    expect(last(world)).toMatch(/CANARY_FAILED: .*a container restarted 2 times/);
  });
});

describe('errors that no result of the metric can be are no silent pass', () => {
  it.each([
    ['codes of gRPC for HTTP', 'Unavailable', 'http_requests_total{status="200"} 9\n', 'HTTP'],
    ['a status of HTTP for gRPC', '404,50x', 'grpc_server_handled_total{grpc_code="OK"} 9\n', 'gRPC'],
  ])('%s', async (_, errors, exposition, of) => {
    const world = createWorld({ gateway: true });
    world.exposition = () => exposition;
    expect(await run(world, { errors })).toBe('failure');
    expect(last(world)).toContain(`which counts ${of}: no request would ever be an error`);
    expect(world.calls()).toEqual([]);
  });
});
