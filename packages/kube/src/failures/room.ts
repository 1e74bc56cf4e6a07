import { type Facts, timeOf } from '../facts/facts.ts';
import { podsOfNewRevision } from '../facts/scope.ts';
import type { Pod } from '../objects.ts';

/** A pod that has not ended this long after its grace period hangs with its node: nothing comes of waiting for it. */
const STUCK_MS = 60_000;
/** How long a controller may take to end an old pod when a new one is ready. */
const REACTION_MS = 10_000;

/** What the rollout itself sets free: old pods that end give back quota, nodes and volumes. */
export interface Room {
  /** Whether pods are ending at this moment, whoever they belong to, or old ones will when new ones are ready. */
  readonly expected: boolean;
  /** When the last one was gone, in milliseconds since the epoch; undefined when none was seen to end. */
  readonly freedAt: number | undefined;
}

/** Looks for what is about to be free. Pure. */
export function roomOf(facts: Facts, now: number): Room {
  const isEnding = facts.ending.some(({ metadata }) => {
    const due = timeOf(metadata.deletionTimestamp); // the moment at which the pod was to have ended
    return due === undefined || now - due < STUCK_MS;
  });
  return { expected: isEnding || willEnd(facts, now), freedAt: facts.freedAt };
}

/** Old pods are left, and new ones on their way: as soon as these are available, a controller ends the others. */
function willEnd(facts: Facts, now: number): boolean {
  const fresh = new Set(podsOfNewRevision(facts).map(({ pod }) => pod));
  const old = facts.pods.some((pod) => !fresh.has(pod) && pod.metadata.deletionTimestamp === undefined);
  const waits = [...facts.deployments, ...facts.statefulSets, ...facts.daemonSets].map(
    ({ spec }) => Number(spec?.['minReadySeconds'] ?? 0) * 1000,
  );
  const reaction = Math.max(0, ...waits) + REACTION_MS;
  return old && [...fresh].some((pod) => isComing(pod, now - reaction));
}

/** Whether a pod has a node and is not ready yet, or not for long. */
function isComing({ spec, status }: Pod, readyBefore: number): boolean {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  if (ready?.status === 'True') return (timeOf(ready.lastTransitionTime) ?? 0) > readyBefore;
  return spec?.nodeName !== undefined && status?.phase !== 'Failed';
}

/** Since when nothing was in the way any more. Pure. */
export function sinceFreed(since: number, { freedAt }: Room): number {
  return freedAt === undefined ? since : Math.max(since, freedAt);
}
