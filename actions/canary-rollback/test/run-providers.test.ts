import { describe, expect, it, onTestFinished } from 'vitest';
import { gateway } from '../src/traffic/gateway/gateway.ts';
import { PROVIDER_NAMES } from '../src/traffic/registry.ts';
import { createWorld } from './world/create-world.ts';
import { last, names, onlyStable, onlyStableRouted } from './world/views.ts';

describe('a user without rights on routes', () => {
  it.each([
    [
      ['get httproutes'],
      'the user of the kubeconfig may not get httproutes.gateway.networking.k8s.io in namespace shop, so routes are left alone: traffic is shifted by the number of pods',
    ],
    [
      ['update httproutes'],
      'the user of the kubeconfig may not update httproutes.gateway.networking.k8s.io: traffic is shifted by the number of pods',
    ],
    [
      ['create services', 'delete services'],
      'may not create services, delete services: traffic is shifted by the number of pods',
    ],
  ])('lacking %s, gets a canary by the number of pods, with a word', async (denied, words) => {
    const world = createWorld({ gateway: true });
    world.denied = denied;
    expect(await world.main()).toBe('success');
    expect(world.log.join('\n')).toContain(words);
    expect(world.calls().filter((call) => call.endsWith('HTTPRoute orders'))).toEqual([]);
    world.promote();
    expect(await world.post()).toBe('success');
    expect(names(world)).toEqual(onlyStableRouted);
  });

  it('hears which right is missing when the gateway was asked for', async () => {
    const world = createWorld({ gateway: true });
    world.denied = ['get httproutes'];
    expect(await world.main({ provider: 'gateway' })).toBe('failure');
    expect(last(world)).toContain(
      'kubeconfig: its user may not get httproutes.gateway.networking.k8s.io in namespace shop (allowed: a user with the rights that the README lists for the gateway, or another provider)',
    );
    expect(world.calls()).toEqual([]);
  });

  it('needs no word of routes where the number of pods was asked for', async () => {
    const world = createWorld();
    world.denied = ['get httproutes'];
    expect(await world.main({ provider: 'replicas' })).toBe('success');
    expect(world.log.join('\n')).not.toContain('httproutes');
  });

  it('does not end a canary on a route that it may not read', async () => {
    const world = createWorld({ gateway: true });
    await world.main();
    await world.kube.remove({ apiVersion: 'v1', kind: 'ConfigMap', name: 'orders-fairlead' });
    world.denied = ['get httproutes'];
    const before = world.calls().length;
    expect(await world.main({ command: 'abort' })).not.toBe('success');
    expect(last(world)).toContain('KUBE_FORBIDDEN');
    expect(world.calls()).toHaveLength(before);
  });
});

describe('a provider that is taken only by name', () => {
  it.each([
    ['auto', 'replicas'],
    ['gateway', 'gateway'],
  ])('with provider: %s the canary is shifted by %s', async (provider, taken) => {
    Object.assign(gateway, { onlyByName: true });
    onTestFinished(() => void Reflect.deleteProperty(gateway, 'onlyByName'));
    const world = createWorld({ gateway: true });
    expect(await world.main({ provider })).toBe('success');
    const canary = await world.kube.get({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders-canary' });
    expect(canary?.metadata.annotations?.['fairlead.dev/provider']).toBe(taken);
  });
});

describe('a canary of a provider that this version does not know', () => {
  const journal = {
    schemaVersion: 2,
    holder: { token: 'x' },
    steps: [],
    traffic: { provider: 'istio', service: 'orders', data: {} },
  };
  const map = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'orders-fairlead' },
    data: { 'journal.json': JSON.stringify(journal) },
  };

  it.each([{}, { command: 'abort' }, { command: 'finish' }, { command: 'status' }])(
    'is refused with a clear error, and nothing is changed: %o',
    async (inputs) => {
      const world = createWorld();
      world.kube.put(map);
      expect(await world.main(inputs)).not.toBe('success');
      expect(last(world)).toBe(
        `error: CANARY_JOURNAL: ConfigMap orders-fairlead in namespace shop holds no journal that this version can read: its traffic is shifted by the provider "istio", and this version knows only ${PROVIDER_NAMES.join(', ')}; nothing was changed`,
      );
      expect(world.calls()).toEqual([]);
    },
  );

  it('is refused when only the canary itself says so', async () => {
    const world = createWorld();
    await world.main();
    await world.kube.remove({ apiVersion: 'v1', kind: 'ConfigMap', name: 'orders-fairlead' });
    await world.kube.mergePatch(
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders-canary' },
      { metadata: { annotations: { 'fairlead.dev/provider': 'istio' } } },
    );
    const before = world.calls().length;
    expect(await world.main({ command: 'abort' })).not.toBe('success');
    expect(last(world)).toContain(
      'CANARY_JOURNAL: the canary of orders has no journal, and its traffic is shifted by the provider "istio"',
    );
    expect(world.calls()).toHaveLength(before);
    expect(names(world)).not.toEqual(onlyStable);
  });
});

describe('a route that is deleted while the canary runs', () => {
  it('ends with the documented code, and the canary is removed', async () => {
    const world = createWorld({ gateway: true });
    world.behave = (at) => {
      if (at > 30_000)
        void world.kube.remove({
          apiVersion: 'gateway.networking.k8s.io/v1',
          kind: 'HTTPRoute',
          name: 'orders',
        });
      return {};
    };
    expect(await world.main()).toBe('error');
    expect(last(world)).toMatch(
      /^error: CANARY_ROUTE_GONE: HTTPRoute orders in namespace shop was deleted while the canary ran; the canary is removed/,
    );
    expect(names(world)).toEqual(onlyStable);
  });
});
