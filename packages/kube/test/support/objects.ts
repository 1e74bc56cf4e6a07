import { type Facts, type KubeEvent, noFacts, type Pod, type Workload } from '@fairlead/kube';

/** The moment at which the tests judge. */
export const NOW: number = Date.parse('2026-01-01T00:10:00Z');

/** ISO time some seconds before NOW. */
export function ago(seconds: number): string {
  return new Date(NOW - seconds * 1000).toISOString();
}

const HASH = { new: 'abc', old: 'xyz' } as const;

/** A Deployment `orders` with a new and an old ReplicaSet. */
export function deploymentFacts(parts: Partial<Facts> = {}): Facts {
  return {
    ...noFacts,
    deployments: [deployment()],
    replicaSets: [replicaSet('new'), replicaSet('old')],
    ...parts,
  };
}

export function deployment(over: Partial<Workload> = {}): Workload {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'orders',
      namespace: 'shop',
      uid: 'd1',
      generation: 2,
      annotations: { 'deployment.kubernetes.io/revision': '2' },
    },
    spec: { replicas: 1 },
    status: { observedGeneration: 2 },
    ...over,
  };
}

export function replicaSet(which: 'new' | 'old', over: Partial<Workload> = {}): Workload {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `orders-${HASH[which]}`,
      namespace: 'shop',
      uid: `rs-${which}`,
      annotations: { 'deployment.kubernetes.io/revision': which === 'new' ? '2' : '1' },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders', uid: 'd1', controller: true },
      ],
    },
    ...over,
  };
}

/** A pod of one of the ReplicaSets, with one container `orders`. */
export function pod(
  status: NonNullable<Pod['status']>,
  {
    which = 'new',
    name = 'orders-abc-1',
    spec = {},
    deleted = false,
  }: {
    readonly which?: 'new' | 'old';
    readonly name?: string;
    readonly spec?: NonNullable<Pod['spec']>;
    readonly deleted?: boolean;
  } = {},
): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      creationTimestamp: ago(60),
      ...(deleted ? { deletionTimestamp: ago(1) } : {}),
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: `orders-${HASH[which]}`,
          uid: `rs-${which}`,
          controller: true,
        },
      ],
    },
    spec: { containers: [{ name: 'orders', image: 'registry.test/orders:1' }], ...spec },
    status: { startTime: ago(60), ...status },
  };
}

/** A pod whose container waits. */
export function waitingPod(reason: string, message: string): Pod {
  return pod({
    phase: 'Pending',
    containerStatuses: [
      { name: 'orders', ready: false, restartCount: 0, state: { waiting: { reason, message } } },
    ],
  });
}

/** A pod for which the scheduler has found no node since some seconds. */
export function unplacedPod(message: string, seconds: number, spec: NonNullable<Pod['spec']> = {}): Pod {
  const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message };
  return pod(
    { phase: 'Pending', conditions: [{ ...condition, lastTransitionTime: ago(seconds) }] },
    { spec },
  );
}

/** An event about an object, seen some seconds ago for the first time. */
export function event(
  about: {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly uid?: string | undefined };
  },
  reason: string,
  message: string,
  { seconds = 10, count = 1, type = 'Warning' }: { seconds?: number; count?: number; type?: string } = {},
): KubeEvent {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${about.metadata.name}.${reason}.${seconds}`, namespace: 'shop' },
    involvedObject: {
      kind: about.kind,
      name: about.metadata.name,
      namespace: 'shop',
      ...(about.metadata.uid === undefined ? {} : { uid: about.metadata.uid }),
    },
    type,
    reason,
    message,
    count,
    firstTimestamp: ago(seconds),
    lastTimestamp: ago(0),
  };
}
