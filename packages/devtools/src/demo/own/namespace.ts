import { setTimeout as sleep } from 'node:timers/promises';
import { ExternalError } from '@fairlead/core';
import type { OwnCluster } from './connect.ts';
import { isMarked, MARK } from './marker.ts';
import { describeObject, findOwned, MARKER, ownPods, refTo } from './objects.ts';

/** Pods have up to 30 s to end, and a namespace is emptied by the cluster after them. */
const GONE_MS = 180_000;

/** Makes the demo's namespace, or marks the one that is given. */
export async function openNamespace({ kube, namespace, makesNamespace }: OwnCluster): Promise<void> {
  const kind = makesNamespace ? 'Namespace' : 'ConfigMap';
  const name = makesNamespace ? namespace : MARKER;
  await kube.create({ apiVersion: 'v1', kind, metadata: { name, labels: MARK } });
}

/**
 * Removes the demo's namespace, or its objects from the one that is given, and waits until they are gone. What a demo has
 * not marked is left alone. Says whether there was anything. Throws ExternalError naming what stays.
 */
export async function clearNamespace(cluster: OwnCluster): Promise<boolean> {
  return cluster.makesNamespace ? removeNamespace(cluster) : removeObjects(cluster);
}

async function removeNamespace({ kube, namespace }: OwnCluster): Promise<boolean> {
  const ref = { apiVersion: 'v1', kind: 'Namespace', name: namespace };
  const found = await kube.get(ref);
  if (found === undefined || !isMarked(found)) return false;
  await kube.remove(ref);
  await untilGone(async () => ((await kube.get(ref)) === undefined ? [] : [`namespace ${namespace}`]));
  return true;
}

async function removeObjects({ kube }: OwnCluster): Promise<boolean> {
  const { mark, objects } = await findOwned(kube);
  if (mark === undefined) return false;
  for (const object of objects) await kube.remove(refTo(object));
  await untilGone(async () => {
    const [left, pods] = await Promise.all([findOwned(kube), ownPods(kube)]);
    return [...left.objects, ...pods].map(describeObject);
  });
  await kube.remove(refTo({ ...mark, apiVersion: 'v1', kind: 'ConfigMap' }));
  return true;
}

async function untilGone(left: () => Promise<readonly string[]>): Promise<void> {
  const deadline = performance.now() + GONE_MS;
  for (;;) {
    const names = await left();
    if (names.length === 0) return;
    if (performance.now() > deadline) {
      throw new ExternalError({
        code: 'CLEANUP_FAILED',
        message: `not gone after ${GONE_MS / 1000} s: ${names.join(', ')}`,
        hint: 'run the same command with --down once the cluster has removed them',
      });
    }
    await sleep(500);
  }
}
