import { readRendered } from '@fairlead/helm';
import { parseManifest } from '@fairlead/kube';
import { createFakeKube } from '@fairlead/testkit';
import { expect, it } from 'vitest';
import { checks } from '../src/checks.ts';
import type { DeployContext, DeployInputs } from '../src/context.ts';
import { imageChanges } from '../src/deploy/dry-run.ts';

const deployment = (namespace: string, image: string): string =>
  `{ apiVersion: apps/v1, kind: Deployment, metadata: { name: orders, namespace: ${namespace} }, spec: { template: { spec: { containers: [{ name: orders, image: "${image}" }] } } } }`;

it('shows the image of each workload in its own namespace, although two have one name', async () => {
  const kube = createFakeKube('shop');
  for (const object of parseManifest(`${deployment('shop', 'r/a:1')}\n---\n${deployment('east', 'r/b:1')}`))
    kube.put(object);
  const next = `${deployment('shop', 'r/a:2')}\n---\n${deployment('east', 'r/b:2')}`;
  const rows = await imageChanges({ kube, target: { ...TARGET } }, readRendered(parseManifest(next), 'shop'));
  expect(rows).toEqual([
    ['Deployment orders: container orders', 'r/a:1', 'r/a:2'],
    ['Deployment orders: container orders', 'r/b:1', 'r/b:2'],
  ]);
});

const TARGET = { release: 'orders', namespace: 'shop', kubeContext: undefined };

it.each([
  [10_000, 10_000, []],
  [300_000, 60_000, []],
  [
    60_000,
    60_001,
    ['stay-healthy 1 min 00 s is longer than timeout, so that nobody would watch for so long'],
  ],
])('a timeout of %i ms and stay-healthy of %i ms', async (timeout, stayHealthy, found) => {
  const check = checks.find(({ name }) => name === 'checkTimes');
  const problems = await check?.({ timeout, stayHealthy } as DeployInputs, {} as DeployContext);
  expect(problems?.map(({ input, value, problem }) => `${input} ${value} ${problem}`)).toEqual(found);
});
