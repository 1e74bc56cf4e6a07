import { createFakeClock, createFakeKube } from '@fairlead/testkit';
import { expect, it } from 'vitest';
import { lonelyServices } from '../src/rollout/services.ts';

const service = (name: string, spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec,
});

function cluster() {
  const kube = createFakeKube('shop', createFakeClock());
  const metadata = { name: 'orders-1', namespace: 'shop', labels: { app: 'orders' } };
  kube.put({ apiVersion: 'v1', kind: 'Pod', metadata });
  return kube;
}

it('a Service that selects no pod is named, with what it selects', async () => {
  const lonely = service('orders', { selector: { app: 'order', tier: 'web' } });
  expect(await lonelyServices(cluster(), [lonely])).toEqual([
    'Service orders selects no pod (app=order,tier=web): nothing answers for it',
  ]);
});

it('a single label is enough to select no pod', async () => {
  const lonely = service('orders', { selector: { app: 'order' } });
  expect(await lonelyServices(cluster(), [lonely])).toHaveLength(1);
});

it('a Service without a selector gets no advice where there are no pods at all either', async () => {
  const kube = createFakeKube('shop', createFakeClock());
  expect(await lonelyServices(kube, [service('a', {}), service('b', { selector: {} })])).toEqual([]);
});

it.each([
  ['a Service that a pod answers for', service('orders', { selector: { app: 'orders' } })],
  ['a Service without a selector', service('orders', {})],
  ['a Service with an empty selector', service('orders', { selector: {} })],
  ['a name outside of the cluster', service('orders', { type: 'ExternalName', selector: { app: 'order' } })],
  ['an object of another kind', { ...service('orders', { selector: { app: 'order' } }), kind: 'ConfigMap' }],
])('%s gets no advice', async (_, object) => {
  expect(await lonelyServices(cluster(), [object])).toEqual([]);
});
