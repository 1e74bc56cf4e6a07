import type { KubeObject, OwnerReference } from '@fairlead/kube';
import { fuseName, isCanaryOf, trafficFuseName } from '../cluster/names.ts';
import { kinds } from '../cluster/objects.ts';
import type { Target } from '../cluster/target.ts';
import { type FuseRequest, fuseJob, trafficFuseJob } from './fuse-job.ts';

/** One Job of a fuse that was lit. */
interface JobRecord {
  readonly uid: string;
  /** ISO 8601, by the cluster's clock: deadlines count from there. */
  readonly litAt: string;
}

/** What is remembered of a fuse that was lit. */
export interface FuseRecord extends JobRecord {
  /** The Job that ends the traffic some seconds before the fuse ends the pods; undefined where the pods are the traffic. */
  readonly traffic?: JobRecord | undefined;
}

/** Lights the fuse. @throws ExternalError KUBE_CONFLICT where one burns already; whatever the cluster has against it. */
export async function lightFuse(target: Target, request: FuseRequest): Promise<FuseRecord> {
  const fuse = recordOf(target, await target.kube.create(fuseJob(request)));
  if (!request.trafficFirst) return fuse;
  try {
    return { ...fuse, traffic: recordOf(target, await target.kube.create(trafficFuseJob(request))) };
  } catch (error) {
    await removeFuse(target, fuse);
    throw error;
  }
}

/** Moves the end of the fuse to so long from now. @throws ExternalError KUBE_NOT_FOUND when it has burnt down. */
export async function setFuse(target: Target, { litAt, traffic }: FuseRecord, forMs: number): Promise<void> {
  const setPods = (): Promise<void> => patchDeadline(target, fuseName, secondsUntil(target, litAt, forMs));
  if (traffic === undefined) return setPods();
  const deadline = secondsUntil(target, traffic.litAt, forMs);
  const setTraffic = (): Promise<void> => patchDeadline(target, trafficFuseName, deadline);
  // Whoever dies in between must not leave traffic that ends after its pods.
  const now = deadlineIn(await getJob(target, trafficFuseName)) ?? 0;
  for (const set of deadline < now ? [setTraffic, setPods] : [setPods, setTraffic]) await set();
}

/** Lets the fuse burn no further: what it owns stays until somebody removes it. */
export async function disarmFuse(target: Target, { traffic }: FuseRecord): Promise<void> {
  await patchDeadline(target, fuseName, null);
  if (traffic !== undefined) await patchDeadline(target, trafficFuseName, null);
}

function secondsUntil({ kube }: Target, litAt: string, forMs: number): number {
  return Math.ceil((kube.now() - Date.parse(litAt) + forMs) / 1000);
}

async function patchDeadline(
  target: Target,
  nameOf: JobName,
  activeDeadlineSeconds: number | null,
): Promise<void> {
  await target.kube.mergePatch(refOf(target, nameOf), { spec: { activeDeadlineSeconds } });
}

/** Takes the fuse away, and with it whatever it still owns. One that was lit for another canary stays. */
export async function removeFuse(target: Target, { uid, traffic }: FuseRecord): Promise<void> {
  await Promise.all([
    ...(traffic === undefined ? [] : [removeJob(target, trafficFuseName, traffic.uid)]),
    removeJob(target, fuseName, uid),
  ]);
}

async function removeJob(target: Target, nameOf: JobName, uid: string): Promise<void> {
  const found = await getJob(target, nameOf);
  if (found?.metadata.uid === uid) await target.kube.remove(refOf(target, nameOf));
}

/** The fuse of the workload's canary; undefined when none burns, or a Job of that name is somebody else's. */
export async function findFuse(target: Target): Promise<(FuseRecord & { job: KubeObject }) | undefined> {
  const [job, traffic] = await Promise.all([getJob(target, fuseName), getJob(target, trafficFuseName)]);
  if (job === undefined) return undefined;
  return {
    ...recordOf(target, job),
    traffic: traffic === undefined ? undefined : recordOf(target, traffic),
    job,
  };
}

/** Until when a Job of the fuse burns, in seconds after it was lit; undefined for one that is disarmed, or gone. */
export function deadlineIn(job: KubeObject | undefined): number | undefined {
  const spec = job?.['spec'] as { readonly activeDeadlineSeconds?: number } | undefined;
  return spec?.activeDeadlineSeconds;
}

/** Makes an object go when the fuse has burnt down. */
export function ownedByFuse({ workload }: Target, { uid }: FuseRecord): OwnerReference {
  return { ...kinds.job, name: fuseName(workload), uid };
}

/** Makes what shifts the traffic go when the fuse has burnt down, before the pods do. */
export function ownedByTrafficFuse(target: Target, fuse: FuseRecord): OwnerReference {
  const { traffic } = fuse;
  if (traffic === undefined) return ownedByFuse(target, fuse);
  return { ...kinds.job, name: trafficFuseName(target.workload), uid: traffic.uid };
}

type JobName = (workload: string) => string;

async function getJob(target: Target, nameOf: JobName): Promise<KubeObject | undefined> {
  const job = await target.kube.get(refOf(target, nameOf));
  return isCanaryOf(target.workload, job?.metadata.labels) ? job : undefined;
}

function recordOf({ kube }: Target, { metadata }: KubeObject): JobRecord {
  const { uid = '', creationTimestamp = new Date(kube.now()).toISOString() } = metadata;
  return { uid, litAt: creationTimestamp };
}

function refOf({ namespace, workload }: Target, nameOf: JobName) {
  return { ...kinds.job, namespace, name: nameOf(workload) };
}
