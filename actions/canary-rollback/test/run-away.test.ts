import { ExternalError } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { changesOf } from './world/changes-of.ts';
import { createWorld } from './world/create-world.ts';
import { backends, last, names, onlyStable, onlyStableRouted, originalBackends } from './world/views.ts';

describe('an API server that is away for a moment', () => {
  it('does not end the canary', async () => {
    const world = createWorld({ gateway: 'weights' });
    const away = () => new ExternalError({ code: 'KUBE_UNREACHABLE', message: 'no answer', retryable: true });
    world.clock.at(30_000, () => {
      for (let call = 0; call < 5; call++) world.kube.failNext('get', 'Deployment', away());
      world.kube.failNext('replace', 'ConfigMap', away());
    });
    world.clock.at(59_000, () => world.kube.failNext('replace', 'HTTPRoute', away()));
    expect(await world.main()).toBe('success');
  });

  it('does not end the canary when it is away from the first poll on: its pods are not taken for missing', async () => {
    const world = createWorld();
    let from = Number.POSITIVE_INFINITY;
    world.away = (at) => at >= from && at < from + 45_000;
    world.kube.onChange((object, verb) => {
      world.react(object, verb);
      if (JSON.stringify(object['data'] ?? '').includes('observing'))
        from = Math.min(from, world.clock.monotonic());
    });
    expect(await world.main()).toBe('success');
    expect(world.log.join('\n')).toContain('the cluster did not answer; the weight is held');
  });

  it('does not leave it half rolled back', async () => {
    const world = createWorld({ gateway: 'weights' });
    world.behave = () => ({ errors: 0.2 });
    world.clock.at(29_000, () => {
      const error = new ExternalError({ code: 'KUBE_UNREACHABLE', message: 'no answer', retryable: true });
      world.kube.failNext('replace', 'HTTPRoute', error);
      world.kube.failNext('delete', 'Deployment', error);
    });
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain('traffic is back on stable');
    expect(backends(world)).toBe(originalBackends);
  });

  it('is waited for by the rollback, far longer than by a poll', async () => {
    const world = createWorld({ gateway: 'weights' });
    world.behave = () => ({ errors: 0.2 });
    world.away = (at) => at > 36_000 && at < 70_000;
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain('traffic is back on stable');
    expect(names(world)).toEqual(onlyStableRouted);
  });

  it('is waited for by post, after a run that was ended before it came back', async () => {
    const world = createWorld({ gateway: 'weights' });
    world.diesAt = 'replace HTTPRoute orders';
    await world.main();
    world.diesAt = undefined;
    const died = world.clock.monotonic();
    world.away = (at) => at < died + 40_000;
    expect(await world.post()).toBe('success');
    expect(names(world)).toEqual(onlyStableRouted);
  });

  it('is named, with the first reason, when it does not come back; the journal stays for the next run', async () => {
    const world = createWorld({ gateway: 'weights' });
    world.behave = () => ({ errors: 0.2 });
    world.away = (at) => at > 36_000;
    expect(await world.main({ evidence: 'false' })).toBe('error');
    expect(last(world)).toContain(
      'CANARY_ROLLBACK_FAILED: all traffic is on stable, but the canary of orders could not be removed: no answer; it was to be rolled back because: CANARY_FAILED',
    );
    expect(world.outputs['share']).toBe('25');
    expect(backends(world)).toBe(originalBackends);
    expect(names(world)).toContain('ConfigMap orders-fairlead');
  });
});

/** How much a run that has passed still writes, so that others see it; by weights its fuse is two Jobs. */
const AFTERWARDS = { 'by weights': 6, 'by replicas': 4 };
const cancels = await Promise.all(
  (['by weights', 'by replicas'] as const).map(async (way) => {
    const changes = await changesOf(createWorld({ gateway: way === 'by weights' }));
    return changes.slice(0, -AFTERWARDS[way]).map((change) => [change, way] as const);
  }),
);

describe('a cancelled run', () => {
  it('gives the traffic back, verifies and says so', async () => {
    const world = createWorld({ gateway: 'weights' });
    world.clock.at(30_000, () => world.abort.abort());
    expect(await world.main()).toBe('cancelled');
    expect(last(world)).toMatch(
      /^error: CANCELLED: cancelled while observing the canary at 25 % of traffic; traffic is back on stable/,
    );
    expect(backends(world)).toBe(originalBackends);
    expect(names(world)).toEqual(onlyStableRouted);
  });

  it.each(cancels.flat())(
    'ends in the same state when it is cancelled after change %i, %s',
    async (cancelAt, way) => {
      const gateway = way === 'by weights';
      const world = createWorld({ gateway });
      let changes = 0;
      world.kube.onChange((object, verb) => {
        world.react(object, verb);
        if (++changes === cancelAt) world.abort.abort();
      });
      expect(await world.main()).toBe('cancelled');
      expect(names(world)).toEqual(gateway ? onlyStableRouted : onlyStable);
      if (gateway) expect(backends(world)).toBe(originalBackends);
    },
  );

  it('shifts nothing any more when it is cancelled before a step', async () => {
    const world = createWorld({ gateway: 'weights' });
    world.kube.onChange((object, verb) => {
      world.react(object, verb);
      if (verb === 'create' && object.kind === 'Service') world.abort.abort();
    });
    expect(await world.main()).toBe('cancelled');
    expect(world.calls()).not.toContain('replace HTTPRoute orders');
    expect(names(world)).toEqual(onlyStableRouted);
  });
});
