import { describe, expect, it } from 'vitest';
import { createWorld } from './world/create-world.ts';
import { route } from './world/objects.ts';
import { last, names, onlyStable } from './world/views.ts';
import type { World } from './world/world.ts';

const grpc = { ...route(), kind: 'GRPCRoute' };

function weights(world: World): unknown {
  const found = world.kube.objects().find(({ kind }) => kind === 'GRPCRoute');
  const spec = found?.['spec'] as { rules: { backendRefs: object[] }[] } | undefined;
  return spec?.rules[0]?.backendRefs;
}

describe('a GRPCRoute', () => {
  it('gets weights, which the plan says and why, and has its own back at the end', async () => {
    const world = createWorld();
    world.kube.put(grpc);
    const before = weights(world);
    expect(await world.main({ steps: '25' })).toBe('success');
    const log = world.log.join('\n');
    expect(log).toContain(
      'no overlay of GRPCRoute orders: its matches cannot be made more specific for all calls; its weights are edited',
    );
    expect(log).toContain('no fuse: the weights of your own GRPCRoute orders are edited');
    expect(weights(world)).toMatchObject([{ weight: 75 }, { name: 'orders-canary', weight: 25 }]);
    world.promote();
    expect(await world.post()).toBe('success');
    expect(weights(world)).toEqual(before);
    expect(names(world)).toEqual(['Deployment orders', 'GRPCRoute orders', 'Service orders']);
  });

  it.each(['with', 'without'])('is given back by abort after a lost run, %s a journal', async (kept) => {
    const world = createWorld();
    world.kube.put(grpc);
    world.diesAt = 'replace GRPCRoute orders';
    await world.main();
    world.diesAt = undefined;
    if (kept === 'without')
      await world.kube.remove({ apiVersion: 'v1', kind: 'ConfigMap', name: 'orders-fairlead' });
    expect(await world.main({ command: 'abort' }, '2002')).toBe('success');
    expect(weights(world)).toMatchObject([{ name: 'orders' }]);
    expect(names(world)).toEqual(['Deployment orders', 'GRPCRoute orders', 'Service orders']);
  });

  it('gets no overlay, and one that may not be written leaves the shares to the number of pods', async () => {
    const world = createWorld();
    world.kube.put(grpc);
    expect(await world.main({ 'gateway-mode': 'overlay' })).toBe('failure');
    expect(last(world)).toContain('gateway-mode "overlay": is not possible for GRPCRoute orders');
    world.denied = ['update grpcroutes'];
    expect(await world.main()).toBe('success');
    expect(world.log.join('\n')).toContain('may not update grpcroutes.gateway.networking.k8s.io: traffic is');
    world.promote();
    await world.post();
    expect(names(world)).toEqual([...onlyStable, 'GRPCRoute orders'].sort());
  });
});
