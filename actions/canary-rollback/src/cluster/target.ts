import type { Deployment, Kube, Pod, Service } from '@fairlead/kube';
import { baselineName, canaryName } from '../naming/canary-name.ts';
import { canarySelector, canaryServiceName, isCanaryOf, selectorText } from './names.ts';
import { kinds } from './objects.ts';

/** One workload in one namespace, through one connection: what every part of a run works on. */
export interface Target {
  readonly kube: Kube;
  readonly namespace: string;
  readonly workload: string;
}

/** Stable's Deployment; undefined when there is none. */
export function getStable({ kube, namespace, workload }: Target): Promise<Deployment | undefined> {
  return kube.get<Deployment>({ ...kinds.deployment, namespace, name: workload });
}

/** The canary's Deployment; undefined when there is none or somebody else made one of that name. */
export async function getCanary({ kube, namespace, workload }: Target): Promise<Deployment | undefined> {
  const found = await kube.get<Deployment>({ ...kinds.deployment, namespace, name: canaryName(workload) });
  return isCanaryOf(workload, found?.metadata.labels) ? found : undefined;
}

/** The Deployment with fresh pods of the old version; undefined when there is none or somebody else made one of that name. */
export async function getBaseline({ kube, namespace, workload }: Target): Promise<Deployment | undefined> {
  const found = await kube.get<Deployment>({ ...kinds.deployment, namespace, name: baselineName(workload) });
  return isCanaryOf(workload, found?.metadata.labels) ? found : undefined;
}

/** The canary's own Service beside that of stable, by the same rule. */
export async function getCanaryService(target: Target, service: string): Promise<Service | undefined> {
  const found = await getService(target, canaryServiceName(service));
  return isCanaryOf(target.workload, found?.metadata.labels) ? found : undefined;
}

/** Whether the name of the canary's Service is taken by one that somebody else made. */
export async function isServiceNameTaken(target: Target, service: string): Promise<boolean> {
  const found = await getService(target, canaryServiceName(service));
  return found !== undefined && !isCanaryOf(target.workload, found.metadata.labels);
}

/** A Service, whoever made it. */
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

/** Whether a pod's Ready condition is true. */
export function isPodReady(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
}
