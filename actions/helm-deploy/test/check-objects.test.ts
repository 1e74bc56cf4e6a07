import { ExternalError } from '@fairlead/core';
import { readRendered } from '@fairlead/helm';
import { parseManifest } from '@fairlead/kube';
import { createFakeKube } from '@fairlead/testkit';
import { expect, it } from 'vitest';
import { refusedObjects } from '../src/chart/check-objects.ts';

const rendered = readRendered(
  parseManifest(`
apiVersion: v1
kind: Service
metadata: { name: orders }
spec: { ports: [{ port: 80 }] }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: orders }
---
apiVersion: batch/v1
kind: Job
metadata: { name: migrate, annotations: { helm.sh/hook: pre-upgrade } }
`),
  'shop',
);

it('asks about what is new and what changes, keeps nothing, and names what is refused', async () => {
  const kube = createFakeKube('shop');
  kube.put({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'orders' } });
  kube.put({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'migrate' }, spec: { old: true } });
  const before = JSON.stringify(kube.objects());
  expect(await refusedObjects(kube, rendered)).toEqual([]);
  const strict = {
    ...kube,
    create: () => Promise.reject(new ExternalError({ code: 'KUBE_INVALID', message: 'port: Invalid value' })),
    mergePatch: () => Promise.reject(new ExternalError({ code: 'KUBE_FORBIDDEN', message: 'not allowed' })),
  };
  expect(await refusedObjects(strict, rendered)).toEqual([
    'Service orders: port: Invalid value',
    'ConfigMap orders: not allowed',
  ]);
  expect(JSON.stringify(kube.objects())).toBe(before);
});

it('does not take silence for a refusal', async () => {
  const kube = createFakeKube('shop');
  const away = new ExternalError({ code: 'KUBE_UNREACHABLE', message: 'no answer', retryable: true });
  kube.failNext('get', 'Service', away);
  await expect(refusedObjects(kube, rendered)).rejects.toBe(away);
});

it('lets the API server make up the name that the chart leaves to it', async () => {
  const kube = createFakeKube('shop');
  const created: unknown[] = [];
  const asked = readRendered(
    parseManifest('apiVersion: batch/v1\nkind: Job\nmetadata: { generateName: migrate- }\n'),
    'shop',
  );
  const create: typeof kube.create = async (object) => {
    created.push(object.metadata);
    return object as never;
  };
  expect(await refusedObjects({ ...kube, create }, asked)).toEqual([]);
  expect(created).toEqual([{ generateName: 'migrate-', name: '' }]);
});
