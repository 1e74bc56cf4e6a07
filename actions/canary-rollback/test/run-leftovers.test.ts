import { describe, expect, it } from 'vitest';
import { HEARTBEAT } from '../src/journal/journal-store.ts';
import { createWorld } from './world/create-world.ts';
import { route } from './world/objects.ts';
import { backends, last, names, onlyStableRouted, originalBackends } from './world/views.ts';

describe('leftovers of a dead run', () => {
  const points = [
    'create ConfigMap orders-fairlead',
    'create Deployment orders-canary',
    'create Service orders-canary',
    'replace HTTPRoute orders',
    'replace ConfigMap orders-fairlead',
  ];

  it.each(points)('are rolled back by the next run after a death at: %s', async (point) => {
    const world = createWorld({ gateway: 'weights' });
    world.diesAt = point;
    await expect(world.main()).resolves.not.toBe('success');
    world.diesAt = undefined;
    world.state.clear();
    const before = world.calls().length;
    expect(await world.main()).toBe('success');
    expect(world.log.join('\n')).toContain('was left behind by run 1001 of octocat; it is rolled back first');
    expect(world.calls().slice(before)).toContain('delete ConfigMap orders-fairlead');
  });

  it.each(points)('are rolled back by post after a death at: %s', async (point) => {
    const world = createWorld({ gateway: 'weights' });
    world.diesAt = point;
    await world.main();
    world.diesAt = undefined;
    expect(await world.post()).toBe('success');
    expect(backends(world)).toBe(originalBackends);
    expect(names(world)).toEqual(['Deployment orders', 'HTTPRoute orders', 'Service orders']);
  });

  it('at 100 % are rolled back, though stable has no weight left', async () => {
    const world = createWorld({ gateway: 'weights' });
    const inputs = { steps: '50,100', finish: 'separate' };
    await world.main(inputs);
    expect(JSON.parse(backends(world))).toMatchObject([{ weight: 0 }, { weight: 100 }]);
    await world.kube.remove({ apiVersion: 'v1', kind: 'ConfigMap', name: 'orders-fairlead' });
    world.state.clear();
    expect(await world.main({ ...inputs, 'dry-run': 'true' }, '2002')).toBe('success');
    expect(await world.main(inputs, '2003')).toBe('success');
    expect(world.log.join('\n')).toContain('it is rolled back first');
  });

  it('are rolled back by the next run though Prometheus is silent', async () => {
    const world = createWorld({ gateway: 'weights' });
    world.diesAt = 'replace HTTPRoute orders';
    await world.main();
    world.diesAt = undefined;
    world.state.clear();
    world.behave = () => ({ metricsDown: true });
    expect(await world.main({}, '2002')).toBe('error');
    expect(last(world)).toContain(
      'CANARY_METRICS_UNREACHABLE: the Prometheus at http://prometheus/: no answer',
    );
    expect(names(world)).toEqual(onlyStableRouted);
    expect(backends(world)).toBe(originalBackends);
  });

  it('without a journal are found by their labels', async () => {
    const world = createWorld({ gateway: 'weights' });
    await world.main();
    await world.kube.remove({ apiVersion: 'v1', kind: 'ConfigMap', name: 'orders-fairlead' });
    world.state.clear();
    expect(await world.main({ command: 'abort' })).toBe('success');
    expect(names(world)).toEqual(['Deployment orders', 'HTTPRoute orders', 'Service orders']);
    expect(JSON.parse(backends(world))).toEqual([{ group: '', kind: 'Service', name: 'orders', port: 80 }]);
  });

  it.each(['Deployment', undefined])(
    'without a journal and with the route as before leave no Service behind (gone as well: %s)',
    async (gone) => {
      const world = createWorld({ gateway: 'weights' });
      await world.main();
      await world.kube.remove({ apiVersion: 'v1', kind: 'ConfigMap', name: 'orders-fairlead' });
      if (gone !== undefined)
        await world.kube.remove({ apiVersion: 'apps/v1', kind: gone, name: 'orders-canary' });
      world.kube.put(route());
      world.state.clear();
      const before = world.calls().length;
      expect(await world.main({ command: 'abort' })).toBe('success');
      expect(names(world)).toEqual(['Deployment orders', 'HTTPRoute orders', 'Service orders']);
      expect(world.calls().slice(before).join('\n')).not.toContain('patch Deployment');
    },
  );

  it('of one dead run are rolled back by one of two runs that come at once', async () => {
    const world = createWorld({ gateway: 'weights' });
    world.diesAt = 'replace HTTPRoute orders';
    await world.main();
    world.diesAt = undefined;
    world.state.clear();
    const outcomes = await Promise.all([world.main({}, '2002'), world.main({}, '2003')]);
    expect(outcomes.toSorted()).toEqual(['failure', 'success']);
    expect(last(world)).toMatch(/CANARY_LOCKED: a canary of orders in namespace shop is held by run 200[23]/);
    expect(names(world)).toContain('Deployment orders-canary');
  });

  it('are not seen in a canary that passed by hand and waits for its promotion', async () => {
    const world = createWorld();
    await world.main({}, '');
    world.state.clear();
    expect(await world.main({}, '')).toBe('failure');
    expect(last(world)).toContain(
      'CANARY_LOCKED: a canary of orders in namespace shop is held by a local run',
    );
  });

  it('are not seen in a run that polls rarely', async () => {
    const world = createWorld({ gateway: 'weights' });
    let other: Promise<string> | undefined;
    world.clock.at(70_000, () => {
      other = world.main({}, '2002');
    });
    expect(await world.main({ interval: '60s', 'step-duration': '3m', steps: '25' })).toBe('success');
    expect(await other).toBe('failure');
    expect(last(world)).toContain('CANARY_LOCKED');
  });

  it('of a run that is alive are not touched: the error says who holds them', async () => {
    const world = createWorld();
    await world.main({ finish: 'separate' });
    const map = { apiVersion: 'v1', kind: 'ConfigMap', name: 'orders-fairlead' };
    const found = await world.kube.get(map);
    const data = (found?.['data'] ?? {}) as Record<string, string>;
    const journal = JSON.parse(data['journal.json'] ?? '{}') as object;
    await world.kube.mergePatch(map, {
      data: { 'journal.json': JSON.stringify({ ...journal, phase: 'observing' }) },
    });
    for (let at = 0; at < 60; at++)
      world.clock.at(world.clock.monotonic() + at * 2000, async () => {
        const heartbeat = new Date(world.clock.now()).toISOString();
        await world.kube.mergePatch(map, { metadata: { annotations: { [HEARTBEAT]: heartbeat } } });
      });
    world.state.clear();
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain(
      'CANARY_LOCKED: a canary of orders in namespace shop is held by run 1001 of octocat',
    );
    expect(names(world)).toContain('Deployment orders-canary');
  });
});
