import type { Deployment } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { podsOf } from './world/controllers.ts';
import { createWorld } from './world/create-world.ts';
import { last, names, onlyStable, onlyStableRouted } from './world/views.ts';
import type { World } from './world/world.ts';

const INPUTS = { baseline: 'true', 'prometheus-url': '' };

function baselineOf(world: World): Deployment | undefined {
  return world.kube.objects().find(({ metadata }) => metadata.name === 'orders-baseline') as
    | Deployment
    | undefined;
}

/** Fresh pods that do worse than warm ones, whatever they run. */
function coldWorld(gateway: boolean): World {
  const world = createWorld({ gateway });
  world.behave = () => ({ errors: 0.03 });
  world.behaveBaseline = () => ({ errors: 0.03 });
  return world;
}

describe('a baseline', () => {
  it.each([false, true])('is what the canary is compared with (gateway %s)', async (gateway) => {
    const without = coldWorld(gateway);
    expect(await without.main({ 'prometheus-url': '' })).toBe('failure');
    expect(last(without)).toMatch(/CANARY_FAILED: .*against 0\.0 % of stable/);
    const world = coldWorld(gateway);
    expect(await world.main(INPUTS)).toBe('success');
    expect(world.log.join('\n')).toContain(
      'the canary is compared with as many fresh pods of the old version',
    );
    const { spec, metadata } = baselineOf(world) as Deployment;
    expect(spec.template.spec).toEqual(
      (
        world.kube
          .objects()
          .find(({ kind, metadata: { name } }) => kind === 'Deployment' && name === 'orders') as Deployment
      ).spec.template.spec,
    );
    expect(spec.selector.matchLabels).toEqual({
      'fairlead.dev/track': 'baseline',
      'fairlead.dev/workload': 'orders',
    });
    expect(spec.template.metadata?.labels).toMatchObject({ 'app.kubernetes.io/instance': 'orders' });
    expect(metadata.ownerReferences).toMatchObject([{ kind: 'Job', name: 'orders-fairlead' }]);
    expect(podsOf(world, 'baseline')).toHaveLength(podsOf(world, 'canary').length);
    world.clock.advance(16 * 60_000);
    expect(names(world)).toEqual(gateway ? onlyStableRouted : onlyStable);
  });

  it('catches a version that is worse than fresh pods of the old one, and goes with it', async () => {
    const world = createWorld();
    world.behave = () => ({ errors: 0.2 });
    expect(await world.main(INPUTS)).toBe('failure');
    expect(last(world)).toContain('CANARY_FAILED');
    expect(names(world)).toEqual(onlyStable);
    expect(podsOf(world, 'baseline')).toEqual([]);
  });

  it('takes its part of the shares by number of pods: 3 of 3 + 3 + 3 are a third', async () => {
    const world = createWorld();
    expect(await world.main({ ...INPUTS, steps: '20,33' })).toBe('success');
    expect(world.outputs['share']).toBe('33.3');
    expect(baselineOf(world)?.spec.replicas).toBe(3);
  });

  it('that does not become ready says nothing against the new version', async () => {
    const world = createWorld();
    world.baselineReady = false;
    expect(await world.main({ ...INPUTS, 'ready-timeout': '20s' })).toBe('failure');
    expect(last(world)).toContain(
      'CANARY_INCONCLUSIVE: the fresh pods of the old version did not become ready, so there is nothing to compare with',
    );
    expect(names(world)).toEqual(onlyStable);
  });

  it('is no way to serve: without pods of stable the canary keeps its traffic', async () => {
    const world = createWorld();
    world.clock.at(40_000, () => {
      for (const pod of podsOf(world, 'stable'))
        world.kube.put({
          ...pod,
          status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] },
        });
    });
    world.behave = (at) => ({ errors: at > 45_000 ? 1 : 0 });
    expect(await world.main(INPUTS)).toBe('error');
    expect(last(world)).toContain('CANARY_STABLE_DOWN');
    expect(names(world)).toContain('Deployment orders-canary');
  });

  it('is refused where somebody else has its name', async () => {
    const world = createWorld();
    world.kube.put({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'orders-baseline', namespace: 'shop' },
    });
    expect(await world.main(INPUTS)).toBe('failure');
    expect(last(world)).toContain(
      'workload "orders": the Deployment orders-baseline exists and was not made by this action',
    );
    expect(world.calls()).toEqual([]);
  });

  it('is refused beside a switch', async () => {
    const world = createWorld({ gateway: true });
    expect(await world.main({ ...INPUTS, strategy: 'blue-green' })).toBe('failure');
    expect(last(world)).toContain(
      'baseline "true": would have no users beside a version that gets all of them',
    );
  });
});
