import type { Deployment, Pod } from '@fairlead/kube';
import { createFakeKube } from '@fairlead/testkit';
import { expect, it } from 'vitest';
import { canarySelector } from '../src/cluster/names.ts';
import { runningPods } from '../src/cluster/running-pods.ts';
import { OLD, stableDeployment } from './world/objects.ts';

const labels = stableDeployment(OLD).spec.selector.matchLabels ?? {};

async function running(pods: readonly Partial<Pod>[], stable: Deployment = stableDeployment(OLD)) {
  const kube = createFakeKube('shop');
  for (const pod of pods)
    kube.put({
      apiVersion: 'v1',
      kind: 'Pod',
      ...pod,
      metadata: { namespace: 'shop', labels, ...pod.metadata, name: pod.metadata?.name ?? '' },
    });
  const found = await runningPods({ kube, namespace: 'shop', workload: 'orders' }, stable);
  return found.map(({ track, pod }) => `${track} ${pod.metadata.name}`);
}

const STABLE = 'orders-6d5f8b9c7-x2x4z';
const CANARY = 'orders-canary-77d9f-abcde';

it('the pods of both versions are asked, also where the canary has all labels of stable', async () => {
  const canary = { ...labels, ...canarySelector('orders') };
  expect(
    await running([{ metadata: { name: STABLE } }, { metadata: { name: CANARY, labels: canary } }]),
  ).toEqual([`stable ${STABLE}`, `canary ${CANARY}`]);
});

it.each([
  [
    'of a Job with the same labels',
    { metadata: { name: 'orders-migrate-x2x4z', ownerReferences: [{ kind: 'Job' }] } },
    [],
  ],
  ['of another workload with the same labels', { metadata: { name: 'orders-worker-6d5f8b9c7-x2x4z' } }, []],
  ['of other labels', { metadata: { name: STABLE, labels: {} } }, []],
  ['that is ending', { metadata: { name: STABLE, deletionTimestamp: '2026-01-01T00:00:00Z' } }, []],
  ['that waits for a node', { metadata: { name: STABLE }, status: { phase: 'Pending' } }, []],
  ['that has ended', { metadata: { name: STABLE }, status: { phase: 'Failed' } }, []],
  [
    'that runs',
    { metadata: { name: STABLE, ownerReferences: [{ kind: 'ReplicaSet' }] } },
    [`stable ${STABLE}`],
  ],
  [
    'whose phase is Running',
    { metadata: { name: STABLE }, status: { phase: 'Running' } },
    [`stable ${STABLE}`],
  ],
] as const)('a pod %s', async (_, pod, expected) => {
  expect(await running([pod as unknown as Partial<Pod>])).toEqual(expected);
});

it('a Deployment that selects by expressions has the pods of its template', async () => {
  const { spec, ...rest } = stableDeployment(OLD);
  const stable = { ...rest, spec: { ...spec, selector: { matchExpressions: [] } } } as Deployment;
  const all = { ...labels, 'app.kubernetes.io/version': 'v1' };
  expect(await running([{ metadata: { name: STABLE, labels: all } }], stable)).toEqual([`stable ${STABLE}`]);
});
