import { isObserved } from '../diagnosis/scope.ts';
import type { Workload } from '../objects.ts';

/** How far a rollout is. */
export interface RolloutStatus {
  readonly done: boolean;
  /** `2 of 3 ready`, or what it waits for. */
  readonly message: string;
  readonly desired: number;
  readonly updated: number;
  readonly ready: number;
}

/** The state of a Deployment, StatefulSet or DaemonSet, by the rules of `kubectl rollout status`. Pure. */
export function rolloutStatus(workload: Workload): RolloutStatus {
  const { kind, spec, status } = workload;
  const daemon = kind === 'DaemonSet';
  const desired = daemon ? (status?.desiredNumberScheduled ?? 0) : (spec?.replicas ?? 1);
  const updated = (daemon ? status?.updatedNumberScheduled : status?.updatedReplicas) ?? 0;
  const available = (daemon ? status?.numberAvailable : status?.availableReplicas) ?? 0;
  const ready = Math.min(available, desired);
  const numbers = { desired, updated, ready };
  if (!isObserved(workload)) return { ...numbers, done: false, message: 'not seen by its controller yet' };
  const manual = manualReason(workload);
  if (manual !== undefined) return { ...numbers, done: true, message: manual };
  const toUpdate = desired - partitionOf(workload);
  if (updated < toUpdate) return { ...numbers, done: false, message: `${updated} of ${toUpdate} updated` };
  const total = status?.replicas ?? updated;
  if (kind === 'Deployment' && total > updated)
    return { ...numbers, done: false, message: `${total - updated} old still to end` };
  if (available < desired) return { ...numbers, done: false, message: `${available} of ${desired} ready` };
  return { ...numbers, done: true, message: `${ready} of ${desired} ready` };
}

/** Why nobody but a person will finish the rollout; undefined when it goes on by itself. */
function manualReason({ spec }: Workload): string | undefined {
  if (spec?.paused === true) return 'paused';
  const strategy = spec?.['updateStrategy'] as { readonly type?: string } | undefined;
  return strategy?.type === 'OnDelete' ? 'updated when its pods are deleted (OnDelete)' : undefined;
}

/** How many pods of a StatefulSet keep the old template on purpose. */
function partitionOf({ kind, spec }: Workload): number {
  if (kind !== 'StatefulSet') return 0;
  const strategy = spec?.['updateStrategy'] as { readonly rollingUpdate?: { readonly partition?: number } };
  return strategy?.rollingUpdate?.partition ?? 0;
}

/** The image of a Deployment's container; without a name its only or first one. */
export function imageOf(deployment: Workload, container?: string): string | undefined {
  const containers = deployment.spec?.template?.spec?.containers ?? [];
  const found = container === undefined ? containers[0] : containers.find(({ name }) => name === container);
  return found?.image;
}
