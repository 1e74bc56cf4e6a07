import type { KubeObject } from '@fairlead/kube';
import { createFakeKube } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { openTraffic } from '../../src/traffic/registry.ts';
import { settle } from '../world/controllers.ts';
import { OLD, stableDeployment } from '../world/objects.ts';

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop' };

/** Three ready pods of stable, and a canary that wants two. */
function open(status: object) {
  const kube = createFakeKube('shop');
  const stable = settle(stableDeployment(OLD), true);
  kube.put(stable);
  const labels = { 'app.kubernetes.io/managed-by': 'fairlead', 'fairlead.dev/workload': 'orders' };
  const metadata = { name: 'orders-canary', namespace: 'shop', labels };
  kube.put({ ...stable, metadata, spec: { ...stable.spec, replicas: 2 }, status } as KubeObject);
  const target = { kube, namespace: 'shop', workload: 'orders' };
  return { kube, traffic: openTraffic(target, { provider: 'replicas', service: 'orders', data: {} }) };
}

describe('the share by the number of pods', () => {
  it.each([
    ['counts ready pods', { readyReplicas: 1 }, 25, 'ready pods: 3 stable, 1 canary'],
    ['is none before a pod is ready', {}, 0, 'ready pods: 3 stable, 0 canary'],
    ['leaves out pods that only drain', { readyReplicas: 9 }, 40, 'ready pods: 3 stable, 2 canary'],
  ])('%s', async (_, status, share, where) => {
    expect(await open(status).traffic.read()).toMatchObject({ share, where });
  });

  it('is none, and kept, when the canary is deleted', async () => {
    const { kube, traffic } = open({ readyReplicas: 2 });
    await kube.remove({ ...deployment, name: 'orders-canary' });
    const now = await traffic.read();
    expect(now).toMatchObject({ share: 0, where: 'ready pods: 3 stable, 0 canary' });
    expect(now.keeps({ percent: 25, replicas: 1 })).toBe(true);
  });

  it('is all of it when stable is deleted', async () => {
    const { kube, traffic } = open({ readyReplicas: 2 });
    await kube.remove({ ...deployment, name: 'orders' });
    expect(await traffic.read()).toMatchObject({ share: 100, where: 'ready pods: 0 stable, 2 canary' });
  });
});
