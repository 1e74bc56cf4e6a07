import type { KubeObject, OwnerReference } from '@fairlead/kube';
import { fuseName, isCanaryOf } from '../cluster/names.ts';
import { kinds } from '../cluster/objects.ts';
import type { Target } from '../cluster/target.ts';
import { type FuseRequest, fuseJob } from './fuse-job.ts';

/** What is remembered of a fuse that was lit. */
export interface FuseRecord {
  readonly uid: string;
  /** ISO 8601, by the cluster's clock: deadlines count from there. */
  readonly litAt: string;
}

/** Lights the fuse. @throws ExternalError KUBE_CONFLICT where one burns already; whatever the cluster has against it. */
export async function lightFuse(target: Target, request: FuseRequest): Promise<FuseRecord> {
  return recordOf(target, await target.kube.create(fuseJob(request)));
}

/** Moves the end of the fuse to so long from now. @throws ExternalError KUBE_NOT_FOUND when it has burnt down. */
export async function setFuse(target: Target, { litAt }: FuseRecord, forMs: number): Promise<void> {
  const burnt = target.kube.now() - Date.parse(litAt);
  await patchDeadline(target, Math.ceil((burnt + forMs) / 1000));
}

/** Lets the fuse burn no further: what it owns stays until somebody removes it. */
export function disarmFuse(target: Target): Promise<void> {
  return patchDeadline(target, null);
}

async function patchDeadline(target: Target, activeDeadlineSeconds: number | null): Promise<void> {
  await target.kube.mergePatch(refOfFuse(target), { spec: { activeDeadlineSeconds } });
}

/** Takes the fuse away, and with it whatever it still owns. One that was lit for another canary stays. */
export async function removeFuse(target: Target, { uid }: FuseRecord): Promise<void> {
  const found = await findFuse(target);
  if (found?.uid === uid) await target.kube.remove(refOfFuse(target));
}

/** The fuse of the workload's canary; undefined when none burns, or a Job of that name is somebody else's. */
export async function findFuse(target: Target): Promise<(FuseRecord & { job: KubeObject }) | undefined> {
  const job = await target.kube.get(refOfFuse(target));
  if (job === undefined || !isCanaryOf(target.workload, job.metadata.labels)) return undefined;
  return { ...recordOf(target, job), job };
}

/**
 * Makes an object go when the fuse has burnt down. It does not hold the fuse back (`blockOwnerDeletion`): the owner must be
 * gone first, that its traffic ends before its pods.
 */
export function ownedByFuse({ workload }: Target, { uid }: FuseRecord): OwnerReference {
  return { ...kinds.job, name: fuseName(workload), uid };
}

function recordOf({ kube }: Target, { metadata }: KubeObject): FuseRecord {
  const { uid = '', creationTimestamp = new Date(kube.now()).toISOString() } = metadata;
  return { uid, litAt: creationTimestamp };
}

function refOfFuse({ namespace, workload }: Target) {
  return { ...kinds.job, namespace, name: fuseName(workload) };
}
