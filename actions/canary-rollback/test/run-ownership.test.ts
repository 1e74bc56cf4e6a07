import type { KubeObject } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { settle, taken } from './world/controllers.ts';
import { createWorld } from './world/create-world.ts';
import { OLD, route, stableDeployment, stableService } from './world/objects.ts';
import { last } from './world/views.ts';
import type { World } from './world/world.ts';

const MARK = { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/orders' };

/** The same object as Argo CD leaves it. */
function tracked<T extends KubeObject>(object: T): T {
  return {
    ...object,
    metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, ...MARK } },
  };
}

/** A world in which Argo CD owns stable, and its Service. */
function argoOwned(syncPolicy: object | undefined): World {
  const world = createWorld();
  world.kube.put(settle(tracked(stableDeployment(OLD)), true));
  world.kube.put(tracked(stableService()));
  world.kube.put({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'shop', namespace: 'argocd' },
    spec: { syncPolicy },
  });
  return world;
}

const HEALS = { automated: { prune: true, selfHeal: true } };

describe('DEP-29 the owner of stable', () => {
  it('is told in the plan and the summary', async () => {
    const world = createWorld();
    await world.main({ 'dry-run': 'true' });
    expect(world.summaries.join()).toContain('orders belongs to the Helm release orders');
    expect(await world.main()).toBe('success');
    expect(world.summaries.join()).toContain('Stable belongs to the Helm release orders');
  });

  it('that heals itself keeps no canary from its own objects, and going back is the revert of a commit', async () => {
    const world = argoOwned(HEALS);
    expect(await world.main()).toBe('success');
    expect(world.log.join('\n')).toContain(
      'orders belongs to the Argo CD application shop, which brings the state of a repository back: going forward is a commit to its repository, and going back is the revert of that commit',
    );
    const byHand = argoOwned(undefined);
    expect(await byHand.main()).toBe('success');
    expect(byHand.log.join('\n')).not.toContain('the revert of that commit');
  });

  it('that heals itself lets nobody switch its Service', async () => {
    const inputs = { strategy: 'blue-green', provider: 'selector' };
    const world = argoOwned(HEALS);
    expect(await world.main(inputs)).toBe('failure');
    expect(last(world)).toContain(
      'provider "selector": would write the Service orders, which belongs to the Argo CD application shop: going forward is a commit',
    );
    expect(world.calls()).toEqual([]);
    expect(await argoOwned(undefined).main({ ...inputs, keep: '1s' })).toBe('success');
  });

  it('that heals itself lets nobody edit the weights of its route; an overlay of it is our own', async () => {
    const world = argoOwned(HEALS);
    world.kube.put(taken(tracked(route())));
    expect(await world.main({ 'gateway-mode': 'weights' })).toBe('failure');
    expect(last(world)).toContain(
      'gateway-mode "weights": would write the HTTPRoute orders, which belongs to the Argo CD application shop: going forward is a commit',
    );
    expect(last(world)).toContain('allowed: gateway-mode: auto or overlay; provider: replicas');
    expect(world.calls()).toEqual([]);
    expect(await world.main()).toBe('success');
    expect(world.calls().filter((call) => call.endsWith('HTTPRoute orders'))).toEqual([]);
  });

  it('that heals itself, where no overlay is possible: the reason is told, and the other way', async () => {
    const world = argoOwned(HEALS);
    const { rules } = route()['spec'] as { readonly rules: readonly object[] };
    const byMethod = rules.map((rule) => ({ ...rule, matches: [{ method: 'GET' }] }));
    world.kube.put(taken(tracked({ ...route(), spec: { rules: byMethod } })));
    expect(await world.main()).toBe('failure');
    expect(last(world)).toMatch(
      /gateway-mode "auto": would write the HTTPRoute orders, .*allowed: no overlay is possible \(.*method.*\); provider: replicas/,
    );
    expect(await world.main({ provider: 'replicas' })).toBe('success');
  });

  it('that heals itself, and a gateway that ignores the overlay: the route is not edited after that either', async () => {
    const world = argoOwned(HEALS);
    world.kube.put(taken(tracked(route())));
    world.ignoresOverlay = true;
    expect(await world.main()).toBe('error');
    expect(last(world)).toContain('CANARY_OVERLAY_IGNORED');
    expect(world.calls().filter((call) => call.endsWith('HTTPRoute orders'))).toEqual([]);
  });

  it('that heals itself lets nobody set the image of a Rollout, nor write the old one back', async () => {
    const world = createWorld({ stable: false });
    const { spec } = stableDeployment(OLD);
    const rollout = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Rollout',
      metadata: { name: 'orders', namespace: 'shop', generation: 3 },
      spec: { replicas: 3, strategy: { canary: {} }, template: spec.template },
      status: { phase: 'Healthy', observedGeneration: '3', currentPodHash: 'a', stableRS: 'a' },
    };
    world.kube.put(tracked(rollout));
    expect(await world.main({ backend: 'argo-rollouts' })).toBe('failure');
    expect(last(world)).toContain(
      'workload "orders": would write the Rollout orders, which belongs to the Argo CD application shop',
    );
    expect(last(world)).toContain(
      'allowed: a commit with the image, after which this step follows the Rollout',
    );
    expect(world.calls()).toEqual([]);
  });
});
