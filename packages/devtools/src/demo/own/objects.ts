import type { Kube, KubeObject, ObjectRef } from '@fairlead/kube';
import { isMarked } from './marker.ts';

/** Name of the ConfigMap by which a demo notes that what is called orders is its own. */
export const MARKER = 'fairlead-demo';

/** Kinds of which the pipeline makes objects. */
const KINDS: readonly (readonly [string, string])[] = [
  ['apps/v1', 'Deployment'],
  ['v1', 'Service'],
  ['v1', 'ConfigMap'],
  ['v1', 'Secret'],
  ['v1', 'ServiceAccount'],
];

/** All that the pipeline makes is called `orders` or `orders-…`; helm keeps its revisions in Secrets. */
const OWN_NAME = /^(sh\.helm\.release\.v1\.)?orders([-.]|$)/;

/** Name of the sample service's image. */
export function imageOfDemo(registry: string): string {
  return `${registry}/orders`;
}

/** What is called like the demo's own objects in the client's namespace, and the demo's mark, when it has set one. */
export async function findOwned(
  kube: Kube,
): Promise<{ readonly mark: KubeObject | undefined; readonly objects: readonly KubeObject[] }> {
  const lists = await Promise.all(
    KINDS.map(([apiVersion, kind]) => kube.list(apiVersion, kind, inNamespace(kube))),
  );
  const found = await kube.get({ apiVersion: 'v1', kind: 'ConfigMap', name: MARKER });
  return {
    mark: found !== undefined && isMarked(found) ? found : undefined,
    objects: lists.flat().filter(({ metadata }) => OWN_NAME.test(metadata.name)),
  };
}

/** Pods that are still ending. */
export async function ownPods(kube: Kube): Promise<readonly KubeObject[]> {
  const pods = await kube.list('v1', 'Pod', inNamespace(kube));
  return pods.filter(({ metadata }) => OWN_NAME.test(metadata.name));
}

/** `Service orders`. */
export function describeObject({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.name}`;
}

/** A reference that `remove` takes. */
export function refTo({ apiVersion, kind, metadata }: KubeObject): ObjectRef {
  return { apiVersion, kind, name: metadata.name };
}

function inNamespace({ target }: Kube): { readonly namespace: string } {
  return { namespace: target.namespace };
}
