import { describe, expect, it } from 'vitest';
import { createWorld } from './world/create-world.ts';
import { route } from './world/objects.ts';
import { backends, last, names, onlyStable, originalBackends, short } from './world/views.ts';
import type { World } from './world/world.ts';

const port = { group: '', kind: 'Service', port: 80 };

/** Does something once, after a change of one kind. */
function after(world: World, verb: string, kind: string, act: () => void): void {
  let done = false;
  world.kube.onChange((object, change) => {
    world.react(object, change);
    if (done || change !== verb || object.kind !== kind) return;
    done = true;
    act();
  });
}

describe('a canary that gets no requests any more', () => {
  it('does not pass on those that it answered before it hung', async () => {
    const world = createWorld({ gateway: 'weights' });
    world.behave = (at) => ({ requestsPerSecond: at < 10_000 ? 20 : 0 });
    expect(await world.main({ steps: '50' })).toBe('failure');
    expect(last(world)).toContain(
      `CANARY_NO_DATA: ${short}: it answered no requests any more for 60 s at 50 % of traffic`,
    );
    expect(backends(world)).toBe(originalBackends);
  });

  it('passes when its few requests are only late', async () => {
    const world = createWorld({ gateway: 'weights' });
    world.behave = (at) => ({ requestsPerSecond: at % 50_000 < 10_000 ? 20 : 0 });
    expect(await world.main({ steps: '50' })).toBe('success');
  });
});

describe('a share that somebody else changes', () => {
  it('is not judged: a controller puts the route back', async () => {
    const world = createWorld({ gateway: 'weights' });
    after(world, 'replace', 'HTTPRoute', () =>
      world.clock.at(world.clock.monotonic() + 8_000, () => world.kube.put(route())),
    );
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain(
      "CANARY_TRAFFIC_CHANGED: somebody else changed the canary's share of 25 %: HTTPRoute orders: orders 1; traffic is back on stable",
    );
    expect(world.log.join('\n')).toContain('must ignore the backendRefs of the route while a canary runs');
    expect(backends(world)).toBe(originalBackends);
  });

  it('is not judged: the backends were edited before they could be shifted', async () => {
    const world = createWorld({ gateway: 'weights' });
    const edited = route([{ ...port, name: 'orders', weight: 1, filters: [] }]);
    after(world, 'create', 'Service', () => world.kube.put(edited));
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain('CANARY_TRAFFIC_CHANGED');
    expect(world.log.join('\n')).not.toContain('| 25 %');
  });

  it('is not judged: the canary is scaled by hand', async () => {
    const world = createWorld();
    world.clock.at(80_000, async () => {
      const canary = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders-canary' };
      await world.kube.mergePatch(canary, { spec: { replicas: 1 } });
    });
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain(
      "CANARY_TRAFFIC_CHANGED: somebody else changed the canary's share of 50 %: ready pods: 3 stable, 1 canary",
    );
    expect(world.log.join('\n')).not.toContain('backendRefs');
    expect(names(world)).toEqual(onlyStable);
  });
});
