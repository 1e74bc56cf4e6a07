import { describe, expect, it } from 'vitest';
import { createWorld } from './world/create-world.ts';
import { NEW, route } from './world/objects.ts';
import { backends, last, names, onlyStableRouted, originalBackends, short } from './world/views.ts';
import type { World } from './world/world.ts';

/** What an abort leaves. */
function endByHand({ kube }: World): void {
  void kube.remove({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders-canary' });
  void kube.remove({ apiVersion: 'v1', kind: 'Service', name: 'orders-canary' });
  void kube.remove({ apiVersion: 'v1', kind: 'ConfigMap', name: 'orders-fairlead' });
}

describe('commands (CAN-22)', () => {
  it('status tells phase, share and digests; idle without a canary', async () => {
    const world = createWorld({ gateway: 'weights' });
    await world.main({ finish: 'separate' });
    const calls = world.calls().length;
    await world.main({ command: 'status' });
    expect(world.outputs).toMatchObject({
      outcome: 'passed',
      share: '50',
      'canary-digest': NEW.split('@')[1],
    });
    expect(world.summaries.at(-1)).toContain('HTTPRoute orders: orders 50, orders-canary 50');
    expect(world.calls()).toHaveLength(calls);
    await world.main({ command: 'abort' });
    expect(world.outputs['outcome']).toBe('aborted');
    await world.main({ command: 'status' });
    expect(world.outputs['outcome']).toBe('idle');
  });

  it('an abort ends the run that observes, which says who did it', async () => {
    const world = createWorld({ gateway: true });
    let abort: Promise<string> | undefined;
    world.clock.at(30_000, () => {
      abort = world.main({ command: 'abort' }, '2002');
    });
    expect(await world.main()).toBe('failure');
    expect(await abort).toBe('success');
    const failures = world.log.filter((line) => line.startsWith('error: '));
    expect(failures).toEqual([
      expect.stringMatching(
        /^error: CANARY_ABORTED: the canary of orders was rolled back by run 2002 of octocat while this run observed it; traffic is back on stable/,
      ),
    ]);
    expect(names(world)).toEqual(onlyStableRouted);
    expect(backends(world)).toBe(originalBackends);
  });

  it.each([
    ['a line', 'HighErrorRate', 'HighErrorRate'],
    [
      'a story',
      `HighErrorRate\n ${'of orders '.repeat(40)}`,
      `HighErrorRate ${'of orders '.repeat(18)}of ord…`,
    ],
  ])('TRG-04 an alert ends it, and the run that observes says which one: %s', async (_, reason, said) => {
    const world = createWorld();
    world.clock.at(20_000, () => void world.main({ command: 'abort', reason }, '2002'));
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain(`rolled back by run 2002 of octocat because of "${said}" while this run`);
  });

  it('an abort that ends between an entry of the run and its change is not undone by that change', async () => {
    const world = createWorld({ gateway: true });
    world.kube.onChange((object, verb) => {
      world.react(object, verb);
      if (verb === 'replace' && JSON.stringify(object).includes('shifting')) endByHand(world);
    });
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain('CANARY_ABORTED: the canary of orders was ended by somebody else');
    expect(world.outputs).toMatchObject({ outcome: 'aborted', share: '0' });
    expect(names(world)).toEqual(onlyStableRouted);
    expect(backends(world)).toBe(originalBackends);
  });

  it('a run whose journal somebody deletes takes its canary back', async () => {
    const world = createWorld({ gateway: true });
    world.clock.at(30_000, async () => {
      await world.kube.remove({ apiVersion: 'v1', kind: 'ConfigMap', name: 'orders-fairlead' });
    });
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain(
      '(ConfigMap orders-fairlead is gone) while this run observed it; traffic is back',
    );
    expect(names(world)).toEqual(onlyStableRouted);
    expect(backends(world)).toBe(originalBackends);
  });

  it('an abort leaves alone what others made under the names of a canary', async () => {
    const world = createWorld({ gateway: true });
    const metadata = { name: 'orders-canary', labels: { app: 'orders' } };
    world.kube.put({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { replicas: 1 } });
    world.kube.put({ apiVersion: 'v1', kind: 'Service', metadata, spec: {} });
    world.kube.put(route([{ name: 'orders' }, { name: 'orders-canary', weight: 3 }]));
    await world.main({ command: 'abort' });
    expect(world.outputs['outcome']).toBe('idle');
    expect(world.calls()).toEqual([]);
  });

  it('finish does not end a canary that is still observed', async () => {
    const world = createWorld();
    let finish: Promise<string> | undefined;
    world.clock.at(30_000, () => {
      finish = world.main({ command: 'finish' }, '2002');
    });
    expect(await world.main()).toBe('success');
    expect(await finish).toBe('failure');
    expect(last(world)).toContain('CANARY_LOCKED: a canary of orders in namespace shop is held by run 1001');
  });

  it('finish takes back a canary whose run died, and says that it never passed', async () => {
    const world = createWorld({ gateway: 'weights' });
    world.diesAt = 'replace HTTPRoute orders';
    await world.main();
    world.diesAt = undefined;
    world.promote();
    expect(await world.main({ command: 'finish' }, '2002')).toBe('failure');
    expect(last(world)).toContain(
      `CANARY_NOT_PROMOTED: ${short} did not pass as canary: run 1001 of octocat ended in phase shifting, before a verdict`,
    );
    expect(names(world)).toEqual(onlyStableRouted);
  });
});
