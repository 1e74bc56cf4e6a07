import type { Deployment, KubeObject } from '@fairlead/kube';
import type { FakeKube } from '@fairlead/testkit';
import { baselineSelector, canarySelector } from '../../src/cluster/names.ts';
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
  const track = TRACKS.find((each) => name === `orders-${each}`) ?? 'stable';
  const pods = podsOf(world, track);
  const wanted = verb === 'delete' ? 0 : ((object as Deployment).spec.replicas ?? 1);
  for (const pod of pods.slice(wanted)) drop(kube, pod);
  if (verb === 'delete') return;
  kube.put(settle(object as Deployment, track === 'baseline' ? world.baselineReady : world.podsReady));
  const make = { canary: canaryPod, baseline: baselinePod, stable: stablePod }[track];
  for (let index = pods.length; index < wanted; index++) kube.put(make(world, index));
}

const TRACKS = ['canary', 'baseline'] as const;

/** Whose pod it is, by its name. */
export function trackOf(pod: string): (typeof TRACKS)[number] | 'stable' {
  return TRACKS.find((track) => pod.includes(`-${track}-`)) ?? 'stable';
}

/** The pods of one version. */
export function podsOf({ kube }: World, track: ReturnType<typeof trackOf>): readonly KubeObject[] {
  return kube.objects().filter(({ kind, metadata }) => kind === 'Pod' && trackOf(metadata.name) === track);
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

function baselinePod(world: World, index: number): KubeObject {
  const pod = stablePod(world, index, world.baselineReady);
  const name = `orders-baseline-5c9d8-wxyz${index}`;
  const labels = { ...pod.metadata.labels, ...baselineSelector('orders') };
  const creationTimestamp = new Date(world.clock.now()).toISOString();
  return { ...pod, metadata: { ...pod.metadata, name, labels, creationTimestamp } };
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
