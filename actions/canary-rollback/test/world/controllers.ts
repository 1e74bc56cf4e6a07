import type { Deployment, KubeObject } from '@fairlead/kube';
import type { FakeKube } from '@fairlead/testkit';
import { canarySelector } from '../../src/cluster/names.ts';
import { canaryName } from '../../src/naming/canary-name.ts';
import type { World } from './world.ts';

/** The status that a controller writes. */
export function settle(deployment: Deployment, ready: boolean): Deployment {
  const replicas = deployment.spec.replicas ?? 1;
  const up = ready ? replicas : 0;
  const status = {
    observedGeneration: 1_000,
    replicas,
    updatedReplicas: replicas,
    readyReplicas: up,
    availableReplicas: up,
  };
  return { ...deployment, status };
}

/** A route as a gateway leaves it that has taken it. */
export function taken(route: KubeObject): KubeObject {
  const observedGeneration = route.metadata.generation ?? 1;
  const conditions = ['Accepted', 'ResolvedRefs'].map((type) => ({
    type,
    status: 'True',
    observedGeneration,
  }));
  return { ...route, status: { parents: [{ parentRef: { name: 'gateway' }, conditions }] } };
}

/** Deployment controller, gateway, kubelet and garbage collector in a few lines. */
export function playControllers(world: World, object: KubeObject, verb: string): void {
  const { kube } = world;
  if (object.kind === 'HTTPRoute' && verb !== 'delete') kube.put(taken(object));
  if (object.kind !== 'Deployment') return;
  const name = object.metadata.name;
  const isCanary = name === canaryName('orders');
  const pods = podsOf(world, isCanary ? 'canary' : 'stable');
  const wanted = verb === 'delete' ? 0 : ((object as Deployment).spec.replicas ?? 1);
  for (const pod of pods.slice(wanted)) drop(kube, pod);
  if (verb === 'delete') return;
  kube.put(settle(object as Deployment, world.podsReady));
  const make = isCanary ? canaryPod : stablePod;
  for (let index = pods.length; index < wanted; index++) kube.put(make(world, index));
}

/** The pods of one version. */
export function podsOf({ kube }: World, track: 'canary' | 'stable'): readonly KubeObject[] {
  return kube
    .objects()
    .filter(
      ({ kind, metadata }) => kind === 'Pod' && metadata.name.includes('-canary-') === (track === 'canary'),
    );
}

/** Stable's pods, ready unless told otherwise. */
export function putStablePods(world: World, ready = true): void {
  for (let index = 0; index < 3; index++) world.kube.put(stablePod(world, index, ready));
}

function stablePod(_: World, index: number, ready = true): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `orders-6d5f8b9c7-x2x4${index}`,
      namespace: 'shop',
      labels: { 'app.kubernetes.io/name': 'orders', 'app.kubernetes.io/instance': 'orders' },
      creationTimestamp: '2025-12-01T00:00:00Z',
    },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
      containerStatuses: [{ name: 'orders', restartCount: 0 }],
    },
  };
}

/** Takes an object out without a call. */
function drop(kube: FakeKube, object: KubeObject): void {
  const before = kube.calls.length;
  void kube.remove({
    apiVersion: object.apiVersion,
    kind: object.kind,
    name: object.metadata.name,
    namespace: object.metadata.namespace,
  });
  kube.calls.splice(before);
}

function canaryPod(world: World, index: number): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `orders-canary-77d9f-abcd${index}`,
      namespace: 'shop',
      labels: canarySelector('orders'),
    },
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: world.podsReady ? 'True' : 'False' }],
      containerStatuses: [{ name: 'orders', restartCount: world.restarts, ...world.containerState }],
      ...(world.sidecar === undefined ? {} : { initContainerStatuses: [world.sidecar] }),
    },
    spec: {
      initContainers:
        world.sidecar === undefined ? [] : [{ name: world.sidecar.name, restartPolicy: 'Always' }],
    },
  };
}

/** Writes the pods anew after `podsReady` or `restarts` was changed. */
export function refreshPods(world: World): void {
  const count = podsOf(world, 'canary').length;
  for (let index = 0; index < count; index++) world.kube.put(canaryPod(world, index));
}
