import { ExternalError, type Logger } from '@fairlead/core';
import { createFakeClock, createFakeKube } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { canarySelector } from '../src/cluster/names.ts';
import type { JournalKeeper } from '../src/journal/heartbeat.ts';
import { Sampler } from '../src/observe/sampler.ts';
import { settle } from './world/controllers.ts';
import { OLD, stableDeployment } from './world/objects.ts';

const step = { percent: 25, share: 25, replicas: 1 };
const away = new ExternalError({ code: 'KUBE_UNREACHABLE', message: 'no answer', retryable: true });
const refused = new ExternalError({ code: 'KUBE_FORBIDDEN', message: 'may not list pods' });

/** A sampler of a canary with one ready pod, whose cluster may be silent for a minute. */
async function begin() {
  const clock = createFakeClock();
  const kube = createFakeKube('shop', clock);
  const stable = settle(stableDeployment(OLD), true);
  const labels = { 'app.kubernetes.io/managed-by': 'fairlead', 'fairlead.dev/workload': 'orders' };
  const canary = { ...stable, metadata: { name: 'orders-canary', namespace: 'shop', labels } };
  kube.put(stable);
  kube.put({ ...canary, spec: { ...canary.spec, replicas: 1 } });
  kube.put({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'orders-canary-a', namespace: 'shop', labels: canarySelector('orders') },
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  });
  const cluster: { error: Error | undefined; keeps: boolean } = { error: undefined, keeps: true };
  const told: string[] = [];
  const keeper = {
    beat: async () => {
      if (cluster.error !== undefined) throw cluster.error;
    },
    confirm: async () => void told.push('confirmed'),
  } as unknown as JournalKeeper;
  const options = {
    target: { kube, namespace: 'shop', workload: 'orders' },
    stable,
    clock,
    log: { info: (line: string) => void told.push(line) } as unknown as Logger,
    keeper,
    source: {
      look: async () => ({ metrics: 'down', problem: 'none' }) as const,
      forgetCanary: async () => {},
      oddities: () => [],
    },
    traffic: {
      read: async () => ({ share: 25, where: 'here', keeps: () => cluster.keeps }),
      set: async () => {},
      begin: async () => undefined,
      pending: async () => undefined,
      end: async () => {},
      clear: async () => {},
    },
    witness: 'stable' as const,
    heldIn: 'a route',
    signal: new AbortController().signal,
    clusterTimeoutMs: 60_000,
  };
  const sampler = await Sampler.begin(options, step);
  return { clock, kube, cluster, told, sampler, take: () => sampler.take(clock.monotonic(), step) };
}

const silent = 'the cluster did not answer; the weight is held: no answer';

describe('a cluster that does not answer', () => {
  it('is waited for until its time is over, counted from its first silence', async () => {
    const { clock, cluster, told, take } = await begin();
    clock.advance(30_000);
    expect((await take()).sample).not.toHaveProperty('clusterSilent');
    cluster.error = away;
    const seen = await take();
    expect(seen).toMatchObject({
      sample: { clusterSilent: true, pods: { ready: 1 } },
      traffic: { share: 25 },
    });
    clock.advance(59_999);
    expect((await take()).sample).toMatchObject({ clusterSilent: true });
    expect(told).toEqual([silent, silent]);
    clock.advance(1);
    await expect(take()).rejects.toBe(away);
  });

  it('has its whole time again once it has answered, be it a sign of life only', async () => {
    const { clock, cluster, sampler, take } = await begin();
    cluster.error = away;
    await take();
    clock.advance(50_000);
    cluster.error = undefined;
    await sampler.beat();
    cluster.error = away;
    clock.advance(50_000);
    expect((await take()).sample).toMatchObject({ clusterSilent: true });
    cluster.error = undefined;
    expect((await take()).sample).not.toHaveProperty('clusterSilent');
  });

  it.each([
    ['a refusal', refused],
    ['a fault of our own', new TypeError('no such thing')],
  ])('is not one that gives %s: that ends the run at once', async (_, error) => {
    const { cluster, told, take } = await begin();
    cluster.error = error;
    await expect(take()).rejects.toBe(error);
    expect(told).toEqual([]);
  });
});

describe('whose the canary is', () => {
  it('is not asked as long as it stands with its share', async () => {
    const { told, take } = await begin();
    await take();
    expect(told).toEqual([]);
  });

  it('is asked when its Deployment is gone: an abort may have done that', async () => {
    const { kube, told, take } = await begin();
    await kube.remove({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders-canary' });
    expect((await take()).sample.pods).toMatchObject({ gone: true });
    expect(told).toEqual(['confirmed']);
  });

  it('is asked when its share is another, before that is told', async () => {
    const { cluster, told, take } = await begin();
    cluster.keeps = false;
    await expect(take()).rejects.toMatchObject({ code: 'CANARY_TRAFFIC_CHANGED' });
    expect(told).toEqual(['confirmed']);
  });
});
