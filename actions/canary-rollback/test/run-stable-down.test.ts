import { describe, expect, it } from 'vitest';
import { podsOf, putStablePods } from './world/controllers.ts';
import { createWorld } from './world/create-world.ts';
import { last, names, onlyStable } from './world/views.ts';
import type { World } from './world/world.ts';

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders', namespace: 'shop' };

async function deleteStable(world: World): Promise<void> {
  await world.kube.remove(deployment);
}

/** What must still stand when stable cannot serve. */
function expectCanaryServes(world: World): void {
  expect(names(world)).toEqual(
    expect.arrayContaining(['Deployment orders-canary', 'ConfigMap orders-fairlead']),
  );
  expect(podsOf(world, 'canary').length).toBeGreaterThan(0);
  expect(world.calls().filter((call) => call.startsWith('delete ') && call.includes('canary'))).toEqual([]);
}

const sentence = (why: string, share: string): string =>
  `CANARY_STABLE_DOWN: stable orders in namespace shop cannot serve (${why}), so the canary keeps serving ${share} % of traffic and nothing was deleted`;

describe.each([{ gateway: true }, { gateway: false }])(
  'a stable that cannot serve (gateway: $gateway)',
  (way) => {
    it('keeps the canary when it is deleted during the run; the step fails with the command that ends it', async () => {
      const world = createWorld(way);
      world.clock.at(40_000, () => deleteStable(world));
      expect(await world.main()).toBe('error');
      expect(last(world)).toContain(sentence('its Deployment was deleted', way.gateway ? '25' : '100'));
      expect(last(world)).toContain(
        'it was to be rolled back because: CANARY_STABLE_CHANGED: stable orders was deleted',
      );
      expect(world.log.join('\n')).toContain('then `command: abort` ends the canary');
      expectCanaryServes(world);
    });

    it('keeps the canary in post, in abort, in finish and in the next run', async () => {
      const world = createWorld(way);
      await world.main();
      await deleteStable(world);
      expect(await world.post()).toBe('error');
      expect(last(world)).toContain('CANARY_STABLE_DOWN');
      expect(last(world)).toContain('CANARY_NOT_PROMOTED');
      expect(await world.main({ command: 'finish' })).toBe('error');
      expect(last(world)).toContain('CANARY_STABLE_DOWN');
      expect(await world.main({ command: 'abort' })).toBe('error');
      expect(last(world)).toContain('CANARY_STABLE_DOWN');
      world.state.clear();
      expect(await world.main({}, '2002')).toBe('error');
      expect(last(world)).toContain('CANARY_STABLE_DOWN');
      expectCanaryServes(world);
    });

    it('keeps a bad canary too, and one that is cancelled', async () => {
      const world = createWorld(way);
      world.clock.at(20_000, () => putStablePods(world, false));
      world.behave = () => ({ errors: 0.2 });
      expect(await world.main({ evidence: 'false' })).toBe('error');
      expect(last(world)).toContain('3 pods behind its Service, none ready');
      expect(last(world)).toContain('CANARY_FAILED: ');
      expectCanaryServes(world);
      const other = createWorld(way);
      other.clock.at(40_000, () => {
        putStablePods(other, false);
        other.abort.abort();
      });
      await other.main();
      expect(last(other)).toContain('CANARY_STABLE_DOWN');
      expectCanaryServes(other);
    });

    it('is waited for when it is away for a moment only', async () => {
      const world = createWorld(way);
      world.behave = () => ({ errors: 0.2 });
      world.clock.at(33_500, () => putStablePods(world, false));
      world.clock.at(38_000, () => putStablePods(world, true));
      expect(await world.main()).toBe('failure');
      expect(last(world)).toContain('traffic is back on stable');
      expect(names(world)).not.toContain('Deployment orders-canary');
    });

    it('lets the canary be ended by abort once it serves again', async () => {
      const world = createWorld(way);
      world.clock.at(40_000, () => deleteStable(world));
      await world.main();
      world.promote();
      putStablePods(world);
      expect(await world.main({ command: 'abort' })).toBe('success');
      expect(names(world)).not.toContain('Deployment orders-canary');
    });

    it('does not keep a canary that serves nobody', async () => {
      const world = createWorld(way);
      world.podsReady = false;
      world.clock.at(1_000, () => putStablePods(world, false));
      await world.main({ 'ready-timeout': '20s' });
      expect(last(world)).toContain('CANARY_NOT_READY');
      expect(names(world)).not.toContain('Deployment orders-canary');
    });
  },
);

it('keeps the canary when the Service of stable is gone', async () => {
  const world = createWorld({ gateway: true });
  await world.main();
  await world.kube.remove({ apiVersion: 'v1', kind: 'Service', name: 'orders' });
  expect(await world.main({ command: 'abort' })).toBe('error');
  expect(last(world)).toContain(sentence('its Service orders is gone', '50'));
  expectCanaryServes(world);
});

it('counts no canary pod as one of stable', async () => {
  const world = createWorld();
  await world.main();
  putStablePods(world, false);
  expect(await world.main({ command: 'abort' })).toBe('error');
  expect(last(world)).toContain('none ready');
  expect(onlyStable.every((name) => names(world).includes(name))).toBe(true);
});
