import { setImmediate as turn } from 'node:timers/promises';
import { followFacts, type KubeObject } from '@fairlead/kube';
import { createFakeClock, createFakeKube } from '@fairlead/testkit';
import { afterEach, expect, it } from 'vitest';

const stop = new AbortController();
afterEach(() => stop.abort());

const pod = (name: string, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', ...metadata },
});

it('tells which pods are ending, and when the last one was gone', async () => {
  const clock = createFakeClock();
  const kube = createFakeKube('shop', clock);
  kube.put(pod('old', { deletionTimestamp: '2026-01-01T00:00:00Z' }));
  kube.put(pod('new'));
  const follower = followFacts(kube, ['shop'], stop.signal);
  await follower.ready;
  await turn();
  expect(follower.current().ending.map(({ metadata }) => metadata.name)).toEqual(['old']);
  expect(follower.current().freedAt).toBeUndefined();
  const gone = clock.now();
  await kube.remove({ apiVersion: 'v1', kind: 'Pod', name: 'old' });
  await turn();
  expect(follower.current()).toMatchObject({ ending: [], freedAt: gone });
  expect(follower.current().pods).toHaveLength(1);
});
