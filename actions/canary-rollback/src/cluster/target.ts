import { type Kube, type RolloutStatus, rolloutStatus, type Workload } from '@fairlead/kube';
import { canaryName, canarySelector, selectorText } from './names.ts';
import { type Deployment, kinds, type Pod, type Service } from './objects.ts';

/** One workload in one namespace, through one connection: what every part of a run works on. */
export interface Target {
  readonly kube: Kube;
  readonly namespace: string;
  readonly workload: string;
}

export function getStable({ kube, namespace, workload }: Target): Promise<Deployment | undefined> {
  return kube.get<Deployment>({ ...kinds.deployment, namespace, name: workload });
}

export function getCanary({ kube, namespace, workload }: Target): Promise<Deployment | undefined> {
  return kube.get<Deployment>({ ...kinds.deployment, namespace, name: canaryName(workload) });
}

export function getService({ kube, namespace }: Target, name: string): Promise<Service | undefined> {
  return kube.get<Service>({ ...kinds.service, namespace, name });
}

/** The canary's pods; those on their way out are left out. */
export async function listCanaryPods(target: Target): Promise<readonly Pod[]> {
  const all = await listAllCanaryPods(target);
  return all.filter((pod) => pod.metadata.deletionTimestamp === undefined);
}

/** The canary's pods, those that are ending included. */
export function listAllCanaryPods({ kube, namespace, workload }: Target): Promise<readonly Pod[]> {
  return kube.list<Pod>('v1', 'Pod', { namespace, labelSelector: selectorText(canarySelector(workload)) });
}

/** Desired replicas; the API's default is 1. */
export function replicasOf(deployment: Deployment): number {
  return deployment.spec.replicas ?? 1;
}

/** How far a Deployment's newest template is rolled out. */
export function rolloutOf(deployment: Deployment): RolloutStatus {
  return rolloutStatus(deployment as unknown as Workload); // the same object, read by two narrow types
}

/** Whether a pod's Ready condition is true. */
export function isPodReady(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
}
