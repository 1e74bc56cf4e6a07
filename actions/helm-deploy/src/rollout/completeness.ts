import { ExternalError } from '@fairlead/core';
import {
  argoRolloutStatus,
  isRollout,
  type Kube,
  ROLLOUT,
  type Rollout,
  type RolloutStatus,
  rolloutStatus,
  type Subject,
  type Workload,
} from '@fairlead/kube';
import { type Autoscaler, autoscalerOf } from './autoscalers.ts';

/** Kinds that are rolled out pod by pod, with the API that has them. */
const ROLLING: ReadonlyMap<string, string> = new Map([
  ['Deployment', 'apps/v1'],
  ['StatefulSet', 'apps/v1'],
  ['DaemonSet', 'apps/v1'],
  [ROLLOUT.kind, ROLLOUT.apiVersion],
]);

/** Whether all workloads run their newest template completely. */
export type Completeness =
  | { readonly kind: 'complete' }
  | { readonly kind: 'incomplete'; readonly workload: Subject; readonly state: string }
  /** The controller of a Rollout has given it up. */
  | { readonly kind: 'failed'; readonly workload: Subject; readonly state: string }
  /** Complete, but an autoscaler has not yet raised the pods that the chart has set back. */
  | { readonly kind: 'scaling'; readonly workload: Subject; readonly state: string }
  /** The cluster did not say. */
  | { readonly kind: 'unknown'; readonly reason: string; readonly mayPass: boolean };

/** Whether a workload has a rollout to wait for. Pure. */
export function isRolling({ kind }: Subject): boolean {
  return ROLLING.has(kind);
}

/** A workload as it stands in the cluster; undefined when there is none. Throws as `Kube` does. */
export function getWorkload(kube: Kube, { kind, namespace, name }: Subject): Promise<Workload | undefined> {
  return kube.get<Workload>({ apiVersion: ROLLING.get(kind) ?? 'apps/v1', kind, namespace, name });
}

/** How far a workload is, whichever controller it has. Pure. */
export function progressOf(workload: Workload | Rollout): RolloutStatus & { readonly failed?: boolean } {
  return isRollout(workload) ? argoRolloutStatus(workload) : rolloutStatus(workload);
}

/** Asks the cluster anew: a watch may be a moment behind. A cluster that does not answer is an answer too. */
export async function askCompleteness(
  kube: Kube,
  workloads: readonly Subject[],
  autoscalers: readonly Autoscaler[] = [],
): Promise<Completeness> {
  let scaling: Completeness | undefined;
  try {
    for (const workload of workloads.filter(isRolling)) {
      const found = await getWorkload(kube, workload);
      if (found === undefined) return { kind: 'incomplete', workload, state: 'does not exist' };
      const { done, failed = false, message, desired } = progressOf(found);
      if (failed) return { kind: 'failed', workload, state: message };
      if (!done) return { kind: 'incomplete', workload, state: message };
      const scaler = autoscalerOf(workload, autoscalers);
      if (scaler !== undefined && desired > 0 && desired < scaler.minReplicas) {
        const state = `${desired} of ${scaler.minReplicas} that autoscaler ${scaler.name} asks for`;
        scaling ??= { kind: 'scaling', workload, state };
      }
    }
    return scaling ?? { kind: 'complete' };
  } catch (error) {
    if (!(error instanceof ExternalError)) throw error;
    return { kind: 'unknown', reason: error.message, mayPass: error.retryable };
  }
}
