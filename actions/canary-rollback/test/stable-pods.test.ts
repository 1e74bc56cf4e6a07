import type { Deployment, Pod } from '@fairlead/kube';
import { createFakeKube } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { canarySelector } from '../src/cluster/names.ts';
import { samplePods, sampleStablePods, summarizePods } from '../src/cluster/pod-health.ts';
import { settle } from './world/controllers.ts';
import { OLD, stableDeployment } from './world/objects.ts';

const stable = settle(stableDeployment(OLD), true);
const labels = stable.spec.template.metadata?.labels ?? {};

const ready = { conditions: [{ type: 'Ready', status: 'True' }] };

function pod(name: string, status: NonNullable<Pod['status']>, owner = 'ReplicaSet', own = labels): Pod {
  const ownerReferences = [{ apiVersion: 'v1', kind: owner, name: 'x', uid: 'x' }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', labels: own, ownerReferences },
    status,
  };
}

const restarted = { containerStatuses: [{ name: 'orders', ready: true, restartCount: 3 }] };

async function sample(pods: readonly Pod[], of: Deployment = stable) {
  const kube = createFakeKube('shop');
  for (const object of [of, ...pods]) kube.put(object);
  return sampleStablePods({ kube, namespace: 'shop', workload: 'orders' }, of, 'stable');
}

describe('how the pods are that the canary is compared with', () => {
  const own = pod('orders-6d5f8b9c7-x2x4z', ready);

  it.each([
    ['of a Job with the labels of stable', pod('orders-migrate-x2x4z', restarted, 'Job')],
    ['of another workload with its labels', pod('orders-worker-6d5f8b9c7-x2x4z', { ...ready, ...restarted })],
  ])('pods %s witness nothing: a canary that restarts would not be blamed', async (_, other) => {
    expect(await sample([own, other])).toMatchObject({ ready: 1, restarts: 0 });
  });

  it('a Deployment that selects by expressions has no other pods of the namespace', async () => {
    const { spec, ...rest } = stable;
    const selector = { matchExpressions: [{ key: 'app', operator: 'In', values: ['orders'] }] };
    const of = { ...rest, spec: { ...spec, selector } } as unknown as Deployment;
    const other = pod('bills-6d5f8b9c7-x2x4z', { ...ready, ...restarted }, 'ReplicaSet', { app: 'bills' });
    expect(await sample([own, other], of)).toMatchObject({ ready: 1, restarts: 0 });
  });

  it('an eviction counts as a restart: what its node does to both is not the canary’s fault', async () => {
    const evicted = pod('orders-6d5f8b9c7-a2a4a', { phase: 'Failed', reason: 'Evicted' });
    expect(await sample([own, evicted])).toMatchObject({ ready: 1, restarts: 1 });
  });
});

describe('a liveness probe of the canary that fails', () => {
  const name = 'orders-canary-1';
  const message = 'Liveness probe failed: HTTP 503';
  const ask = async (silent?: 'events') => {
    const kube = createFakeKube('shop');
    const own = { 'app.kubernetes.io/managed-by': 'fairlead', 'fairlead.dev/workload': 'orders' };
    kube.put({ ...stable, metadata: { name: 'orders-canary', namespace: 'shop', labels: own } });
    kube.put(pod(name, ready, 'ReplicaSet', canarySelector('orders')));
    kube.put({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'x', namespace: 'shop' },
      involvedObject: { kind: 'Pod', namespace: 'shop', name },
      reason: 'Unhealthy',
      message,
      lastTimestamp: new Date(kube.now()).toISOString(),
    });
    const list: typeof kube.list = (apiVersion, kind, options) =>
      silent === 'events' && kind === 'Event'
        ? Promise.reject(new Error('may not'))
        : kube.list(apiVersion, kind, options);
    return samplePods({ kube: { ...kube, list }, namespace: 'shop', workload: 'orders' });
  };

  it('is told', async () => {
    expect(await ask()).toMatchObject({ ailing: `pod ${name}: its liveness probe fails: HTTP 503` });
  });

  it('is not known without the right to read events, and no harm is done', async () => {
    const sample = await ask('events');
    expect(sample).toMatchObject({ ready: 1 });
    expect(sample).not.toHaveProperty('ailing');
  });
});

it('a canary’s evicted pod is counted, with what its node says; one that a node’s end took is not', () => {
  const message = 'Pod ephemeral local storage usage exceeds the total limit of containers 10Mi. ';
  const gone = (reason: string) => pod('orders-canary-1', { phase: 'Failed', reason, message });
  expect(summarizePods(1, [gone('Evicted')])).toMatchObject({
    evicted: 1,
    reason: `pod orders-canary-1: ${message.trim()}`,
  });
  expect(summarizePods(1, [gone('NodeShutdown'), gone('Terminated')])).not.toHaveProperty('evicted');
});
