import type { KubeObject } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { changesOf } from './world/changes-of.ts';
import { podsOf, taken } from './world/controllers.ts';
import { createWorld } from './world/create-world.ts';
import { route } from './world/objects.ts';
import {
  backends,
  last,
  names,
  onlyStableRouted,
  originalBackends,
  overlaid,
  overlayOf,
} from './world/views.ts';
import type { World } from './world/world.ts';

const LEASE_MS = 60_000;
const GATEWAY = 'gateway.networking.k8s.io/v1';

/** Writes to the user's own route. */
const writes = (world: World): readonly string[] =>
  world.calls().filter((call) => / HTTPRoute orders$/.test(call));

/** Seconds in which the overlay gives the canary a share, and there is no canary that could answer. */
function secondsOfTrafficWithoutPods(world: World, forMs: number): number {
  let seconds = 0;
  for (let passed = 0; passed < forMs; passed += 1_000) {
    world.clock.advance(1_000);
    const led = /"name":"orders-canary","port":80,"weight":[1-9]/.test(overlaid(world) ?? '');
    const there = ['Deployment', 'Service'].every((kind) => names(world).includes(`${kind} orders-canary`));
    if (led && !there) seconds++;
  }
  return seconds;
}

const SHORT = { 'promote-within': '60s' };
const changes = await changesOf(createWorld({ gateway: true }), SHORT);

describe('the overlay', () => {
  it('shifts all traffic while the route of the user is never written', async () => {
    const world = createWorld({ gateway: true });
    const before = JSON.stringify(world.kube.objects().find(({ kind }) => kind === 'HTTPRoute'));
    const seen: string[] = [];
    world.kube.onChange((object, verb) => {
      world.react(object, verb);
      if (object.kind === 'HTTPRoute') seen.push(overlaid(world));
    });
    expect(await world.main({ steps: '25,50' })).toBe('success');
    const stable = { group: '', kind: 'Service', name: 'orders', port: 80 };
    const canary = { ...stable, name: 'orders-canary' };
    expect(seen.map((text) => JSON.parse(text))).toEqual([
      [{ ...stable, weight: 1 }],
      [
        { ...stable, weight: 75 },
        { ...canary, weight: 25 },
      ],
      [
        { ...stable, weight: 50 },
        { ...canary, weight: 50 },
      ],
    ]);
    expect(world.outputs['share']).toBe('50');
    world.promote();
    expect(await world.post()).toBe('success');
    expect(writes(world)).toEqual([]);
    expect(names(world)).toEqual(onlyStableRouted);
    expect(JSON.stringify(world.kube.objects().find(({ kind }) => kind === 'HTTPRoute'))).toBe(before);
  });

  it('is made before the canary, which goes with it, and goes itself with the fuse', async () => {
    const world = createWorld({ gateway: true });
    await world.main();
    const made = world.kube.calls.filter(({ verb }) => verb === 'create').map(({ kind }) => kind);
    expect(made).toEqual(['Job', 'Job', 'ConfigMap', 'HTTPRoute', 'Deployment', 'Service']);
    const ownerOf = (kind: string, name: string): readonly string[] =>
      (
        world.kube.objects().find((each) => each.kind === kind && each.metadata.name === name)?.metadata
          .ownerReferences ?? []
      ).map((owner) => {
        expect(Object.keys(owner)).toEqual(['apiVersion', 'kind', 'name', 'uid']); // it holds back no owner
        return `${owner.kind} ${owner.name}`;
      });
    expect(ownerOf('HTTPRoute', 'orders-canary')).toEqual(['Job orders-fairlead-traffic']);
    expect(ownerOf('ConfigMap', 'orders-fairlead')).toEqual(['Job orders-fairlead']);
    expect(ownerOf('Deployment', 'orders-canary')).toEqual(['Job orders-fairlead']);
    expect(ownerOf('Service', 'orders-canary')).toEqual(['Job orders-fairlead']);
  });

  it.each(changes)(
    'after a death at change %i, and nothing more, is gone in time, and the canary with it',
    async (change) => {
      const world = createWorld({ gateway: true });
      world.diesAt = change;
      expect(await world.main(SHORT)).not.toBe('success');
      expect(secondsOfTrafficWithoutPods(world, LEASE_MS + 15_000)).toBe(0);
      expect(names(world)).toEqual(onlyStableRouted);
      expect(podsOf(world, 'canary')).toEqual([]);
      expect(backends(world)).toBe(originalBackends);
      expect(writes(world)).toEqual([]);
    },
  );

  it('is gone seconds before the pods that it leads to, so a gateway has time to hear of it', async () => {
    const world = createWorld({ gateway: true });
    world.diesAt = 'replace HTTPRoute orders-canary';
    await world.main();
    expect(overlaid(world)).toContain('"weight":25');
    while (overlayOf(world) !== undefined) world.clock.advance(500);
    world.clock.advance(4_000);
    expect(names(world)).toEqual(
      expect.arrayContaining(['Deployment orders-canary', 'Service orders-canary']),
    );
    world.clock.advance(1_000);
    expect(names(world)).toEqual(onlyStableRouted);
  });

  it.each(['60s', '15m'])(
    'never leads to pods that are gone, whoever dies while a canary with %s left is finished',
    async (left) => {
      const once = createWorld({ gateway: true });
      await once.main({ 'promote-within': left });
      const passed = once.kube.calls.length;
      once.promote();
      await once.post();
      for (let change = passed + 1; change <= once.kube.calls.length; change++) {
        const world = createWorld({ gateway: true });
        await world.main({ 'promote-within': left });
        world.promote();
        world.diesAt = change;
        await world.post();
        expect(secondsOfTrafficWithoutPods(world, 20 * 60_000)).toBe(0);
        expect(names(world)).toEqual(onlyStableRouted);
      }
    },
  );

  it('ends traffic first: no share, then the route, then the canary, then the fuse', async () => {
    const world = createWorld({ gateway: true });
    world.behave = () => ({ errors: 0.2 });
    expect(await world.main()).toBe('failure');
    const calls = world.calls();
    expect(calls.slice(calls.lastIndexOf('replace HTTPRoute orders-canary'))).toEqual([
      'replace HTTPRoute orders-canary',
      'delete HTTPRoute orders-canary',
      'delete Deployment orders-canary',
      'delete Service orders-canary',
      'delete Job orders-fairlead-traffic',
      'delete Job orders-fairlead',
    ]);
    expect(last(world)).toContain('traffic is back on stable');
    expect(names(world)).toEqual(onlyStableRouted);
    expect(writes(world)).toEqual([]);
  });

  it.each(['abort', 'run'])(
    'that a dead run left is ended by %s, from the journal or without one',
    async (command) => {
      for (const lost of [false, true]) {
        const world = createWorld({ gateway: true });
        world.diesAt = 'replace HTTPRoute orders-canary';
        await world.main();
        world.diesAt = undefined;
        world.state.clear();
        if (lost) await world.kube.remove({ apiVersion: 'v1', kind: 'ConfigMap', name: 'orders-fairlead' });
        await world.main({ command, steps: '25' }, '2002');
        if (command === 'run') {
          expect(world.outputs['outcome']).toBe('passed');
          world.promote();
          await world.main({ command: 'finish' }, '2003');
        }
        expect(names(world)).toEqual(onlyStableRouted);
        expect(writes(world)).toEqual([]);
      }
    },
  );

  it('tells when somebody changes or deletes the route that it stands over', async () => {
    const changed = createWorld({ gateway: true });
    changed.clock.at(30_000, () =>
      changed.kube.put(taken(route([{ name: 'orders', port: 8080, weight: 1 }]))),
    );
    expect(await changed.main()).toBe('failure');
    expect(last(changed)).toContain('HTTPRoute orders, of which it is an overlay, was changed');
    expect(names(changed)).toEqual(onlyStableRouted);
    const deleted = createWorld({ gateway: true });
    deleted.clock.at(30_000, async () => {
      await deleted.kube.remove({ apiVersion: GATEWAY, kind: 'HTTPRoute', name: 'orders' });
    });
    expect(await deleted.main()).toBe('error');
    expect(last(deleted)).toContain('CANARY_ROUTE_GONE: HTTPRoute orders in namespace shop was deleted');
    expect(names(deleted)).toEqual(['Deployment orders', 'Service orders']);
  });

  it('counts no sample before the gateway has taken it', async () => {
    const world = createWorld({ gateway: true });
    world.kube.onChange((object, verb) => {
      const late = object.kind === 'HTTPRoute' && JSON.stringify(object).includes('"weight":25');
      if (!late) return world.react(object, verb);
      const at = world.clock.monotonic() + 7_000;
      world.clock.at(at, () => world.kube.put(taken(object)));
    });
    expect(await world.main({ steps: '25' })).toBe('success');
    expect(world.log.join('\n')).toContain(
      'waiting: HTTPRoute orders-canary: its gateway has not said Accepted of generation 2 yet',
    );
    expect(world.clock.monotonic()).toBeGreaterThanOrEqual(67_000);
  });

  it('is told with the reason of the gateway that refuses it', async () => {
    const world = createWorld({ gateway: true });
    world.kube.onChange((object, verb) => {
      world.react(object, verb);
      if (object.kind !== 'HTTPRoute' || verb === 'delete' || object.metadata.name === 'orders') return;
      const conditions = [{ type: 'Accepted', status: 'False', reason: 'NotAllowedByListeners' }];
      world.kube.put({ ...object, status: { parents: [{ conditions }] } });
    });
    expect(await world.main({ 'gateway-mode': 'overlay' })).toBe('error');
    expect(last(world)).toContain(
      'CANARY_ROUTE_REFUSED: HTTPRoute orders-canary: Accepted is False (NotAllowedByListeners), after 30 s; traffic is back on stable',
    );
    expect(names(world)).toEqual(onlyStableRouted);
  });
});

describe('another route to the same Service', () => {
  it('keeps its requests with stable, and the plan says so', async () => {
    const world = createWorld({ gateway: true });
    const other = route();
    const hostnames = ['internal.example.com'];
    const metadata = { name: 'internal', namespace: 'shop' };
    world.kube.put({ ...other, metadata, spec: { ...(other['spec'] as object), hostnames } });
    expect(await world.main({ 'dry-run': 'true' })).toBe('success');
    expect(world.log.join('\n')).toContain(
      'another route leads to orders too (internal): what comes that way stays with stable, and shares are those of orders alone',
    );
    const alone = createWorld({ gateway: true });
    await alone.main({ 'dry-run': 'true' });
    expect(alone.log.join('\n')).not.toContain('another route');
  });
});

describe('where the gateway does not put a match with a method first', () => {
  it('the canary begins again with the weights of the route, within a few polls', async () => {
    const world = createWorld({ gateway: true });
    world.ignoresOverlay = true;
    expect(await world.main()).toBe('success');
    expect(world.log.join('\n')).toMatch(
      /notice: .*it got no request while stable answered \d+: .*; it begins again with the weights of your own route/,
    );
    expect(overlayOf(world)).toBeUndefined();
    expect(JSON.parse(backends(world))).toMatchObject([{ weight: 50 }, { weight: 50 }]);
    world.promote();
    expect(await world.post()).toBe('success');
    expect(backends(world)).toBe(originalBackends);
    expect(names(world)).toEqual(onlyStableRouted);
  });

  it('says so when the overlay was asked for by name, and never writes the route', async () => {
    const world = createWorld({ gateway: true });
    world.ignoresOverlay = true;
    expect(await world.main({ 'gateway-mode': 'overlay' })).toBe('error');
    expect(last(world)).toContain(
      'CANARY_OVERLAY_IGNORED: HTTPRoute orders-canary, an overlay of orders has 25 %',
    );
    expect(writes(world)).toEqual([]);
    expect(names(world)).toEqual(onlyStableRouted);
  });
});

describe('a route over which there can be no overlay', () => {
  const withRules = (rules: readonly object[], rest: object = {}): KubeObject => {
    const made = route();
    return taken({ ...made, spec: { ...(made['spec'] as object), ...rest, rules } });
  };
  const backendRefs = [{ name: 'orders', port: 80 }];
  const path = { type: 'PathPrefix', value: '/' };

  it.each<[string, (world: World) => void, string]>([
    [
      'matches by method',
      ({ kube }) => kube.put(withRules([{ matches: [{ path, method: 'GET' }], backendRefs }])),
      'a rule of it matches by method already',
    ],
    [
      'has too many matches',
      ({ kube }) =>
        kube.put(
          withRules([
            { matches: Array.from({ length: 10 }, (_, n) => ({ path: { value: `/${n}` } })), backendRefs },
          ]),
        ),
      'with one match for each method it would have more matches than the Gateway API allows (64 in a rule, 128 in a route)',
    ],
    [
      'has a rival',
      ({ kube }) => {
        const other = withRules([{ matches: [{ path, headers: [{ name: 'x', value: 'y' }] }] }]);
        kube.put({ ...other, metadata: { name: 'other', namespace: 'shop' } });
      },
      'HTTPRoute other has the same host and path',
    ],
    [
      'has a policy of Envoy Gateway',
      ({ kube }) =>
        kube.put({
          apiVersion: 'gateway.envoyproxy.io/v1alpha1',
          kind: 'SecurityPolicy',
          metadata: { name: 'login', namespace: 'shop' },
          spec: { targetRefs: [{ kind: 'HTTPRoute', name: 'orders' }] },
        }),
      'the SecurityPolicy login is attached to it, which an overlay would not have',
    ],
    [
      'says that a policy is attached to it',
      ({ kube }) => {
        const conditions = [{ type: 'kuadrant.io/AuthPolicyAffected', status: 'True' }];
        kube.put({ ...route(), status: { parents: [{ conditions }] } });
      },
      'a policy is attached to it (kuadrant.io/AuthPolicyAffected), which an overlay would not have',
    ],
    [
      'has a stranger at the name of its overlay',
      ({ kube }) => kube.put({ ...route(), metadata: { name: 'orders-canary', namespace: 'shop' } }),
      'the HTTPRoute orders-canary exists and was not made by this action',
    ],
    [
      'must be the only one of its host',
      (world) => {
        world.refuses = ({ kind }) => (kind === 'HTTPRoute' ? 'one route for each host' : undefined);
      },
      'the cluster refuses a second HTTPRoute: one route for each host',
    ],
    [
      'may not be joined by another',
      (world) => {
        world.denied = ['create httproutes'];
      },
      'the user of the kubeconfig may not create httproutes.gateway.networking.k8s.io',
    ],
  ])('%s: its weights are edited, and the plan says why and what that means', async (_, lay, why) => {
    const world = createWorld({ gateway: true });
    lay(world);
    expect(await world.main({ 'dry-run': 'true' })).toBe('success');
    expect(world.log.join('\n')).toContain(`no overlay of HTTPRoute orders: ${why}; its weights are edited`);
    expect(world.log.join('\n')).toContain('only its post step or a later run ends the canary');
    expect(await world.main({ 'gateway-mode': 'overlay' })).toBe('failure');
    expect(last(world)).toContain(`gateway-mode "overlay": is not possible for HTTPRoute orders: ${why}`);
    expect(world.calls()).toEqual([]);
  });
});
