import { isRollout, ROLLOUT_HASH, type Rollout } from '../argo/rollout.ts';
import type { KubeObject, OwnerReference } from '../kube.ts';
import type { KubeEvent, Pod, Workload } from '../objects.ts';
import { isObserved } from '../workloads/observed.ts';
import type { Facts } from './facts.ts';
import type { Subject } from './subject.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';
const HASH = 'controller-revision-hash';

/** The object that manages another. */
export function controllerOf({ metadata }: KubeObject): OwnerReference | undefined {
  return (
    metadata.ownerReferences?.find(({ controller }) => controller === true) ?? metadata.ownerReferences?.[0]
  );
}

/** How an object is named in findings; the namespace is empty for what has none. */
export function subjectOf({ kind, metadata }: KubeObject): Subject {
  return { kind, namespace: metadata.namespace ?? '', name: metadata.name };
}

/** The ReplicaSet of the newest template of a Deployment or Rollout; undefined until it is made. */
export function newReplicaSet(
  owner: Workload | Rollout,
  replicaSets: readonly Workload[],
): Workload | undefined {
  if (!isObserved(owner)) return undefined;
  const own = replicaSets.filter((set) => isOwnedBy(set, owner));
  if (isRollout(owner)) {
    const hash = owner.status?.currentPodHash;
    return own.find(({ metadata }) => hash !== undefined && metadata.labels?.[ROLLOUT_HASH] === hash);
  }
  const revision = owner.metadata.annotations?.[REVISION];
  return own.find(({ metadata }) => revision !== undefined && metadata.annotations?.[REVISION] === revision);
}

function isOwnedBy(object: KubeObject, owner: KubeObject): boolean {
  const controller = controllerOf(object);
  return controller !== undefined && controller.uid === owner.metadata.uid;
}

/** A pod that counts, with the workload that people know it by. */
export interface ScopedPod {
  readonly pod: Pod;
  readonly workload: Subject;
}

/**
 * The pods whose state says something about the newest revision: those of the new ReplicaSet, of the update revision of
 * a StatefulSet or DaemonSet, of a Job, and pods without an owner. Pods that are being deleted never count.
 */
export function podsOfNewRevision(facts: Facts): readonly ScopedPod[] {
  return facts.pods
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .flatMap((pod) => {
      const workload = workloadOfPod(pod, facts);
      return workload === undefined ? [] : [{ pod, workload }];
    });
}

function workloadOfPod(pod: Pod, facts: Facts): Subject | undefined {
  const owner = controllerOf(pod);
  const namespace = pod.metadata.namespace ?? '';
  if (owner === undefined) return subjectOf(pod);
  if (owner.kind === 'ReplicaSet') return workloadOfReplicaSet(owner, namespace, facts);
  const byUid = ({ metadata }: KubeObject): boolean => metadata.uid === owner.uid;
  if (owner.kind === 'StatefulSet') {
    const set = facts.statefulSets.find(byUid);
    const current = set?.status?.updateRevision;
    if (set !== undefined && !isObserved(set)) return undefined;
    if (current !== undefined && pod.metadata.labels?.[HASH] !== current) return undefined;
  }
  if (owner.kind === 'DaemonSet') {
    const set = facts.daemonSets.find(byUid);
    if (set !== undefined && !isObserved(set)) return undefined;
    const current = set?.metadata.annotations?.[TEMPLATE_GENERATION];
    if (current !== undefined && pod.metadata.labels?.['pod-template-generation'] !== current)
      return undefined;
  }
  return { kind: owner.kind, namespace, name: owner.name };
}

function workloadOfReplicaSet(owner: OwnerReference, namespace: string, facts: Facts): Subject | undefined {
  const set = facts.replicaSets.find(({ metadata }) => metadata.uid === owner.uid);
  if (set === undefined) return { kind: 'ReplicaSet', namespace, name: owner.name };
  const parent = controllerOf(set);
  if (parent === undefined) return subjectOf(set);
  const maker = [...facts.deployments, ...facts.rollouts].find(({ metadata }) => metadata.uid === parent.uid);
  if (maker === undefined) return { kind: parent.kind, namespace, name: parent.name };
  const newest = newReplicaSet(maker, facts.replicaSets);
  return newest?.metadata.uid === set.metadata.uid ? subjectOf(maker) : undefined;
}

/** The events about an object, oldest first; by uid where the event has one. */
export function eventsAbout(object: KubeObject, events: readonly KubeEvent[]): readonly KubeEvent[] {
  return events
    .filter(({ involvedObject: about }) =>
      about?.uid === undefined || about.uid === '' || object.metadata.uid === undefined
        ? about?.kind === object.kind &&
          about.name === object.metadata.name &&
          (about.namespace ?? '') === (object.metadata.namespace ?? '')
        : about.uid === object.metadata.uid,
    )
    .toSorted(
      (a, b) => lastTime(a).localeCompare(lastTime(b)) || a.metadata.name.localeCompare(b.metadata.name),
    );
}

/** When an event was last seen, as ISO 8601 text. */
export function lastTime(event: KubeEvent): string {
  return (
    event.series?.lastObservedTime ??
    event.lastTimestamp ??
    event.eventTime ??
    event.firstTimestamp ??
    event.metadata.creationTimestamp ??
    ''
  );
}

/** When an event was first seen, as ISO 8601 text. */
export function firstTime(event: KubeEvent): string {
  return event.firstTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? lastTime(event);
}

/** How often an event was seen. */
export function countOf(event: KubeEvent): number {
  return event.series?.count ?? event.count ?? 1;
}
