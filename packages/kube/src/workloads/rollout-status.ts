import type { Workload } from '../objects.ts';
import { isObserved } from './observed.ts';

/** How far a rollout is. */
export interface RolloutStatus {
  readonly done: boolean;
  /** `2 of 3 ready`, or what it waits for. */
  readonly message: string;
  readonly desired: number;
  readonly updated: number;
  readonly ready: number;
}

/**
 * The state of a Deployment, StatefulSet or DaemonSet, by the rules of `kubectl rollout status`: a paused Deployment is
 * done when it runs its newest template all the same. Pure.
 */
export function rolloutStatus(workload: Workload): RolloutStatus {
  const { kind, spec, status } = workload;
  const daemon = kind === 'DaemonSet';
  const desired = daemon ? (status?.desiredNumberScheduled ?? 0) : (spec?.replicas ?? 1);
  const updated = (daemon ? status?.updatedNumberScheduled : status?.updatedReplicas) ?? 0;
  const available = (daemon ? status?.numberAvailable : status?.availableReplicas) ?? 0;
  const ready = Math.min(available, desired);
  const numbers = { desired, updated, ready };
  if (!isObserved(workload)) return { ...numbers, done: false, message: 'not seen by its controller yet' };
  if (isOnDelete(workload))
    return { ...numbers, done: true, message: 'updated when its pods are deleted (OnDelete)' };
  const toUpdate = desired - partitionOf(workload);
  const paused = spec?.paused === true ? 'paused, ' : '';
  if (updated < toUpdate)
    return { ...numbers, done: false, message: `${paused}${updated} of ${toUpdate} updated` };
  const total = status?.replicas ?? updated;
  if (kind === 'Deployment' && total > updated)
    return { ...numbers, done: false, message: `${paused}${total - updated} old still to end` };
  if (available < desired) return { ...numbers, done: false, message: `${available} of ${desired} ready` };
  return { ...numbers, done: true, message: `${ready} of ${desired} ready` };
}

/** Whether the template is only for pods to come, by the wish of whoever wrote the workload. */
function isOnDelete({ spec }: Workload): boolean {
  const strategy = spec?.['updateStrategy'] as { readonly type?: string } | undefined;
  return strategy?.type === 'OnDelete';
}

/** How many pods keep the old template on purpose; only a StatefulSet can say so. */
function partitionOf({ spec }: Workload): number {
  const strategy = spec?.['updateStrategy'] as
    | { readonly rollingUpdate?: { readonly partition?: number } }
    | undefined;
  return strategy?.rollingUpdate?.partition ?? 0;
}

/** The image of a Deployment's container; without a name its only or first one. */
export function imageOf(deployment: Workload, container?: string): string | undefined {
  const containers = deployment.spec?.template?.spec?.containers ?? [];
  const found = container === undefined ? containers[0] : containers.find(({ name }) => name === container);
  return found?.image;
}
