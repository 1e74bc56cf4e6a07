import type { Deployment, KubeObject } from '@fairlead/kube';
import { createFakeClock, createFakeKube } from '@fairlead/testkit';
import { expect, it } from 'vitest';
import type { Target } from '../src/cluster/target.ts';
import type { Copy } from '../src/configuration/copies.ts';
import { makeCopies } from '../src/configuration/make-copies.ts';

const OURS = { 'app.kubernetes.io/managed-by': 'fairlead', 'fairlead.dev/workload': 'orders' };
const map = (color: string, labels: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings-canary', namespace: 'shop', labels },
  data: { color },
});
const canary = { metadata: { name: 'orders-canary', namespace: 'shop', uid: 'u1' } } as unknown as Deployment;

async function make(there?: KubeObject, fails?: Error) {
  const kube = createFakeKube('shop', createFakeClock());
  if (there !== undefined) kube.put(there);
  const own = fails === undefined ? kube : { ...kube, create: () => Promise.reject(fails) };
  const copies = [{ object: map('blue', OURS) }] as unknown as readonly Copy[];
  const target = { kube: own, workload: 'orders' } as unknown as Target;
  const failure = await makeCopies(target, copies, canary).catch((error: Error) => error);
  const [found] = kube.objects().filter(({ kind }) => kind === 'ConfigMap');
  return {
    failure,
    color: (found?.['data'] as { color?: string } | undefined)?.color,
    owners: found?.metadata.ownerReferences,
  };
}

it('a copy goes with the canary that it is made for', async () => {
  const { failure, color, owners } = await make();
  expect([failure, color]).toEqual([undefined, 'blue']);
  expect(owners).toEqual([{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders-canary', uid: 'u1' }]);
});

it('one that an earlier canary has left is replaced, and one of somebody else is not', async () => {
  expect(await make(map('red', OURS))).toMatchObject({ failure: undefined, color: 'blue' });
  const foreign = await make(map('red', {}));
  expect(foreign).toMatchObject({ color: 'red' });
  expect(foreign.failure).toBeInstanceOf(Error);
});

it('another failure is no reason to replace anything', async () => {
  const fails = new Error('the cluster is away');
  expect(await make(map('red', OURS), fails)).toMatchObject({ failure: fails, color: 'red' });
});
