import type { Deployment } from '@fairlead/kube';
import { createFakeKube } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { findTargetProblems } from '../src/plan/target-problems.ts';
import { settle } from './world/controllers.ts';
import { createWorld } from './world/create-world.ts';
import { OLD, stableDeployment, stableService } from './world/objects.ts';
import { last } from './world/views.ts';

/** Stable with another number of pods. */
function scaled(replicas: number): Deployment {
  const { spec, ...stable } = stableDeployment(OLD);
  return settle({ ...stable, spec: { ...spec, replicas } }, true);
}

describe('a stable', () => {
  it('without pods has nothing beside which a canary could run, and is not taken for missing afterwards', async () => {
    const world = createWorld();
    world.kube.put(scaled(0));
    expect(await world.main()).toBe('success');
    expect(world.outputs).toMatchObject({
      outcome: 'no-stable',
      reason: 'the stable version runs no pods; helm-deploy installs it',
    });
    await world.kube.remove({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders' });
    expect(await world.post()).toBe('success');
    expect(world.log.join('\n')).not.toContain('still does not exist');
  });

  it('with one pod gets a canary', async () => {
    const world = createWorld();
    world.kube.put(scaled(1));
    expect(await world.main({ steps: '50' })).toBe('success');
    expect(world.outputs['outcome']).toBe('passed');
  });
});

describe('a Service', () => {
  it.each([
    ['with one label of two', { 'app.kubernetes.io/name': 'orders', tier: 'web' }, 'tier=web'],
    ['without a selector', undefined, 'this one has none'],
  ])('%s does not select the pods', async (_, selector, words) => {
    const world = createWorld();
    const service = stableService();
    world.kube.put({ ...service, spec: { ...service.spec, selector } });
    expect(await world.main()).toBe('failure');
    expect(last(world)).toContain('service "orders": does not select the pods of orders');
    expect(last(world)).toContain(words);
    expect(world.calls()).toEqual([]);
  });
});

describe('a workload that does not exist', () => {
  it('is not one of those that run another image, nor a canary that was left behind', async () => {
    const world = createWorld();
    const labels = { 'app.kubernetes.io/managed-by': 'fairlead', 'fairlead.dev/workload': 'orders' };
    world.kube.put({
      ...stableDeployment(OLD),
      metadata: { name: 'orders-canary', namespace: 'shop', labels },
    });
    const web = stableDeployment('registry.example.com/web:v1');
    world.kube.put({ ...web, metadata: { name: 'web', namespace: 'shop' } });
    await world.main({ workload: 'order' });
    expect(last(world)).toContain('(allowed: orders; if order is really new');
  });

  it.each(['list statefulsets', 'list deployments'])(
    'is installed first, also by a user who may not %s',
    async (right) => {
      const world = createWorld({ stable: false });
      world.denied = [right];
      expect(await world.main()).toBe('success');
      expect(world.outputs['outcome']).toBe('no-stable');
    },
  );

  it('is not believed when the cluster could not be asked', async () => {
    const world = createWorld({ stable: false });
    world.broken = ['list statefulsets'];
    expect(await world.main()).toBe('error');
    expect(last(world)).toContain('KUBE_FAILED: could not list statefulsets');
  });
});

describe('a name and a namespace', () => {
  it.each([1, 63, 253])('of %i characters are fine', async (length) => {
    const kube = createFakeKube('shop');
    kube.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    const target = { kube, namespace: 'shop', workload: 'o'.repeat(length) };
    expect(await findTargetProblems(target, { baseline: true })).toEqual([]);
  });

  it('are not looked for by a user who may not read namespaces', async () => {
    const world = createWorld();
    world.denied = ['get namespaces'];
    expect(await world.main({ steps: '25' })).toBe('success');
  });

  it('are not taken for missing when the cluster could not be asked', async () => {
    const world = createWorld();
    world.broken = ['get namespaces'];
    expect(await world.main()).toBe('error');
    expect(last(world)).toContain('KUBE_FAILED: could not get namespaces');
  });
});

it('without an image a run says that it is needed, and nothing else', async () => {
  const world = createWorld();
  expect(await world.main({ image: '', 'prometheus-url': '' })).toBe('failure');
  expect(last(world)).toBe(
    'error: INPUT_INVALID: image: is required for command run, and nothing is given (an expression with a mistyped name is empty) (allowed: name@sha256:…)',
  );
  expect(world.queries).toEqual([]);
});
