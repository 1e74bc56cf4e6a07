import type { Pod, Workload } from '../diagnosis/objects.ts';
import { controllerOf, isObserved, newReplicaSet } from '../diagnosis/scope.ts';
import type { Kube } from '../kube.ts';

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
  const ready = Math.min(available, updated);
  const numbers = { desired, updated, ready };
  if (!isObserved(workload)) return { ...numbers, done: false, message: 'not seen by its controller yet' };
  if (updated < desired) return { ...numbers, done: false, message: `${updated} of ${desired} updated` };
  const total = status?.replicas ?? updated;
  if (kind === 'Deployment' && total > updated)
    return { ...numbers, done: false, message: `${total - updated} old still to end` };
  if (available < updated) return { ...numbers, done: false, message: `${available} of ${desired} ready` };
  return { ...numbers, done: true, message: `${ready} of ${desired} ready` };
}

/** Whether a Deployment runs its newest template completely; false when it does not exist. */
export async function isDeploymentReady(
  kube: Kube,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Promise<boolean> {
  const found = await kube.get<Workload>({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name });
  return found !== undefined && rolloutStatus(found).done;
}

/** The image of a Deployment's container; without a name its only or first one. */
export function imageOf(deployment: Workload, container?: string): string | undefined {
  const containers = deployment.spec?.template?.spec?.containers ?? [];
  const found = container === undefined ? containers[0] : containers.find(({ name }) => name === container);
  return found?.image;
}

/** `sha256:…` of an image named by digest. */
export function digestOf(image: string | undefined): string | undefined {
  return /@(sha256:[0-9a-f]{64})$/.exec(image ?? '')?.[1];
}

/** The digests that the pods of a Deployment's newest revision really run, as their kubelets report. Pure. */
export function runningDigests(
  deployment: Workload,
  replicaSets: readonly Workload[],
  pods: readonly Pod[],
): readonly string[] {
  const set = newReplicaSet(deployment, replicaSets);
  const digests = pods
    .filter((pod) => set !== undefined && controllerOf(pod)?.uid === set.metadata.uid)
    .flatMap(({ status }) => status?.containerStatuses ?? [])
    .flatMap(({ imageID }) => /(sha256:[0-9a-f]{64})/.exec(imageID ?? '')?.[1] ?? []);
  return [...new Set(digests)];
}
