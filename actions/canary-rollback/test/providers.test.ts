import { ExternalError } from '@fairlead/core';
import { createFakeKube } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import type { HttpRoute } from '../src/cluster/objects.ts';
import { createGatewayProvider } from '../src/traffic/gateway-route.ts';
import { createReplicaProvider } from '../src/traffic/replica-ratio.ts';
import { originalBackends } from '../src/traffic/route-weights.ts';

const canary = { name: 'orders-canary', namespace: 'default' };

describe('gateway provider', () => {
  const route: HttpRoute = {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'orders' },
    spec: { hostnames: ['example.com'], rules: [{ backendRefs: [{ name: 'orders', port: 80, weight: 1 }] }] },
  };
  const open = () => {
    const kube = createFakeKube();
    kube.put(route);
    const original = originalBackends(route.spec.rules ?? [], canary);
    const target = { kube, namespace: 'default', workload: 'orders' };
    return {
      kube,
      provider: createGatewayProvider(target, { route: 'orders', service: 'orders', original }),
    };
  };

  it('sets each weight in order and reads it back', async () => {
    const { kube, provider } = open();
    for (const percent of [5, 25, 50]) {
      await provider.set({ percent, replicas: 1 });
      const now = await provider.read();
      expect([now.keeps({ percent, replicas: 1 }), now.keeps({ percent: 10, replicas: 1 })]).toEqual([
        true,
        false,
      ]);
      expect(now).toMatchObject({
        share: percent,
        where: `HTTPRoute orders: orders ${100 - percent}, orders-canary ${percent}`,
      });
    }
    await provider.clear();
    expect(await provider.read()).toMatchObject({ share: 0, where: 'HTTPRoute orders: orders 1' });
    expect(kube.calls.map(({ verb, kind }) => `${verb} ${kind}`)).toEqual(Array(4).fill('replace HTTPRoute'));
  });

  it('sees one rule of several that somebody put back', async () => {
    const { kube, provider } = open();
    const backendRefs = (weights: readonly [number, number]) => [
      { name: 'orders', weight: weights[0] },
      { name: 'orders-canary', weight: weights[1] },
    ];
    const off = { backendRefs: backendRefs([0, 0]) };
    const shifted = { backendRefs: backendRefs([75, 25]) };
    kube.put({ ...route, spec: { rules: [shifted, off] } });
    expect((await provider.read()).keeps({ percent: 25, replicas: 1 })).toBe(true);
    kube.put({ ...route, spec: { rules: [shifted, { backendRefs: backendRefs([1, 0]) }] } });
    expect(await provider.read()).toMatchObject({ share: 25 });
    expect((await provider.read()).keeps({ percent: 25, replicas: 1 })).toBe(false);
  });

  it('takes the newest route again after a conflict', async () => {
    const { kube, provider } = open();
    kube.failNext('replace', 'HTTPRoute', new ExternalError({ code: 'KUBE_CONFLICT', message: 'changed' }));
    await provider.set({ percent: 25, replicas: 1 });
    expect((await provider.read()).share).toBe(25);
  });

  it('does nothing twice', async () => {
    const { kube, provider } = open();
    await provider.clear();
    await provider.set({ percent: 25, replicas: 1 });
    await provider.set({ percent: 25, replicas: 1 });
    expect(kube.calls).toHaveLength(1);
  });

  it('says when the route is gone, and has nothing to restore then', async () => {
    const { kube, provider } = open();
    await kube.remove({ apiVersion: route.apiVersion, kind: 'HTTPRoute', name: 'orders' });
    await expect(provider.set({ percent: 25, replicas: 1 })).rejects.toMatchObject({
      code: 'CANARY_ROUTE_GONE',
    });
    await expect(provider.clear()).resolves.toBeUndefined();
  });
});

describe('replica provider', () => {
  const ours = { 'app.kubernetes.io/managed-by': 'fairlead', 'fairlead.dev/workload': 'orders' };

  it('scales only the canary', async () => {
    const kube = createFakeKube();
    const deployment = (name: string, replicas: number, readyReplicas: number) =>
      kube.put({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, labels: name === 'orders' ? {} : ours },
        spec: { replicas },
        status: { readyReplicas },
      });
    deployment('orders', 3, 3);
    deployment('orders-canary', 0, 1);
    const provider = createReplicaProvider({ kube, namespace: 'default', workload: 'orders' });
    await provider.set({ percent: 25, replicas: 1 });
    expect((await provider.read()).share).toBe(25);
    await provider.clear();
    await provider.clear();
    expect(await provider.read()).toMatchObject({ share: 0, where: 'ready pods: 3 stable, 0 canary' });
    expect(kube.calls).toEqual([
      { verb: 'patch', kind: 'Deployment', name: 'orders-canary', body: { spec: { replicas: 1 } } },
      { verb: 'patch', kind: 'Deployment', name: 'orders-canary', body: { spec: { replicas: 0 } } },
    ]);
  });
});
