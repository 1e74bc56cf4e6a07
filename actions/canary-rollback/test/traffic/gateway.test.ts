import { ExternalError } from '@fairlead/core';
import { createFakeKube, type FakeKube } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import type { HttpRoute } from '../../src/cluster/objects.ts';
import type { Traffic } from '../../src/traffic/provider.ts';
import { openTraffic } from '../../src/traffic/registry.ts';

const route: HttpRoute = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'orders' },
  spec: { hostnames: ['example.com'], rules: [{ backendRefs: [{ name: 'orders', port: 80, weight: 1 }] }] },
};

function open(): { readonly kube: FakeKube; readonly traffic: Traffic } {
  const kube = createFakeKube();
  kube.put(route);
  const original = [[{ name: 'orders', port: 80, weight: 1 }]];
  const record = { provider: 'gateway', service: 'orders', data: { route: 'orders', original } };
  return { kube, traffic: openTraffic({ kube, namespace: 'default', workload: 'orders' }, record) };
}

describe('weights of an HTTPRoute', () => {
  it('are set exactly, read back and said in words', async () => {
    const { kube, traffic } = open();
    for (const percent of [5, 25, 50]) {
      await traffic.set({ percent, replicas: 1 });
      expect(await traffic.read()).toMatchObject({
        share: percent,
        where: `HTTPRoute orders: orders ${100 - percent}, orders-canary ${percent}`,
      });
    }
    await traffic.clear();
    expect(await traffic.read()).toMatchObject({ share: 0, where: 'HTTPRoute orders: orders 1' });
    expect(kube.calls.map(({ verb, kind }) => `${verb} ${kind}`)).toEqual(Array(4).fill('replace HTTPRoute'));
  });

  it('are seen to be another in one rule of several', async () => {
    const { kube, traffic } = open();
    const backendRefs = (weights: readonly [number, number]) => [
      { name: 'orders', weight: weights[0] },
      { name: 'orders-canary', weight: weights[1] },
    ];
    const off = { backendRefs: backendRefs([0, 0]) };
    const shifted = { backendRefs: backendRefs([75, 25]) };
    kube.put({ ...route, spec: { rules: [shifted, off] } });
    expect((await traffic.read()).keeps({ percent: 25, replicas: 1 })).toBe(true);
    kube.put({ ...route, spec: { rules: [shifted, { backendRefs: backendRefs([1, 0]) }] } });
    expect(await traffic.read()).toMatchObject({ share: 25 });
    expect((await traffic.read()).keeps({ percent: 25, replicas: 1 })).toBe(false);
  });

  it('are written to the newest route after a conflict', async () => {
    const { kube, traffic } = open();
    kube.failNext('replace', 'HTTPRoute', new ExternalError({ code: 'KUBE_CONFLICT', message: 'changed' }));
    await traffic.set({ percent: 25, replicas: 1 });
    expect((await traffic.read()).share).toBe(25);
  });

  it('have no place any more when the route is gone, and nothing to write back', async () => {
    const { kube, traffic } = open();
    await kube.remove({ apiVersion: route.apiVersion, kind: 'HTTPRoute', name: 'orders' });
    const code = 'CANARY_ROUTE_GONE';
    await expect(traffic.set({ percent: 25, replicas: 1 })).rejects.toMatchObject({ code });
    const now = await traffic.read();
    expect(now.lost).toMatchObject({ code });
    expect(now.keeps({ percent: 25, replicas: 1 })).toBe(false);
    await expect(traffic.clear()).resolves.toBeUndefined();
  });
});
