import type { KubeObject } from '../kube.ts';

/** Whether the controller has seen the newest spec; until then its status speaks of an older one. */
export function isObserved(object: KubeObject): boolean {
  const { generation } = object.metadata;
  const status = object['status'] as { readonly observedGeneration?: unknown } | undefined;
  // a Rollout's is a number as text
  return generation === undefined || Number(status?.observedGeneration ?? 0) >= generation;
}
