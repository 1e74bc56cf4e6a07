import { FairleadError } from '@fairlead/core';
import { ROLLOUT } from '../argo/rollout.ts';
import type { Kube, KubeObject } from '../kube.ts';
import type { Pod } from '../objects.ts';
import { endingPods, type Facts, noFacts } from './facts.ts';

/** The lists of objects in the facts. */
type FactKey = Exclude<keyof Facts, 'ending' | 'freedAt'>;

/** The kinds that the diagnosis reads. */
export const FACT_KINDS: readonly {
  readonly key: FactKey;
  readonly apiVersion: string;
  readonly kind: string;
  /** Without it there is no diagnosis; without the others it is less exact. */
  readonly needed: boolean;
}[] = [
  { key: 'pods', apiVersion: 'v1', kind: 'Pod', needed: true },
  { key: 'events', apiVersion: 'v1', kind: 'Event', needed: false },
  { key: 'replicaSets', apiVersion: 'apps/v1', kind: 'ReplicaSet', needed: true },
  { key: 'deployments', apiVersion: 'apps/v1', kind: 'Deployment', needed: true },
  { key: 'statefulSets', apiVersion: 'apps/v1', kind: 'StatefulSet', needed: false },
  { key: 'daemonSets', apiVersion: 'apps/v1', kind: 'DaemonSet', needed: false },
  { key: 'rollouts', ...ROLLOUT, needed: false },
  { key: 'jobs', apiVersion: 'batch/v1', kind: 'Job', needed: false },
];

/** Lists everything in a namespace that the diagnosis reads, once. */
export async function gatherFacts(kube: Kube, namespace: string): Promise<Facts> {
  const lists = await Promise.all(
    FACT_KINDS.map(async ({ key, apiVersion, kind, needed }) => {
      try {
        return [key, await kube.list(apiVersion, kind, { namespace })] as const;
      } catch (error) {
        if (needed || !isDenied(error)) throw error;
        return [key, []] as const;
      }
    }),
  );
  const facts = {
    ...noFacts,
    ...(Object.fromEntries(lists) as Record<string, readonly KubeObject[]>),
  } as Facts;
  return { ...facts, ending: endingPods(facts.pods as readonly Pod[]) };
}

/** Whether the user may not read a kind, or the cluster does not know it. */
export function isDenied(error: unknown): boolean {
  return isForbidden(error) || (error instanceof FairleadError && error.code === 'KUBE_NOT_FOUND');
}

/** Whether the user may not read a kind. */
export function isForbidden(error: unknown): boolean {
  return error instanceof FairleadError && error.code === 'KUBE_FORBIDDEN';
}
