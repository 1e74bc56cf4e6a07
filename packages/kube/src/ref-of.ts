import type { KubeObject, ObjectRef } from './kube.ts';

/** How an object is asked for. */
export function refOf({ apiVersion, kind, metadata }: KubeObject): ObjectRef {
  return { apiVersion, kind, name: metadata.name, namespace: metadata.namespace };
}
