import { generatedName, type KubeObject, podSpecOf, type Subject } from '@fairlead/kube';

/** Kinds whose pods a rollout waits for. */
const WATCHED = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'Pod']);
const HOOK = 'helm.sh/hook';

/** What a chart renders to, as far as a deploy needs it. */
export interface Rendered {
  readonly objects: readonly KubeObject[];
  /** What is watched: workloads, and Jobs of hooks that run in an upgrade. */
  readonly workloads: readonly Subject[];
  /** Images of all containers, each once, in order. */
  readonly images: readonly string[];
  /** Images that volumes mount. */
  readonly volumeImages: readonly string[];
  /** Whether hooks run before the objects are applied. */
  readonly hasHooksBefore: boolean;
  /** Why helm may apply something else; undefined when it was asked. */
  readonly guess?: 'pending' | 'new-kinds' | undefined;
}

/** Sorts out rendered objects. Pure. */
export function readRendered(objects: readonly KubeObject[], namespace: string): Rendered {
  const relevant = objects.filter((object) => !isTest(object));
  const workloads = relevant
    .filter(
      ({ kind, metadata, apiVersion }) =>
        isWatched(kind, apiVersion) && generatedName(metadata) === undefined,
    )
    .map(({ kind, metadata }) => ({ kind, namespace: metadata.namespace ?? namespace, name: metadata.name }));
  const images = relevant.flatMap((object) => containersOf(object).flatMap(({ image }) => image ?? []));
  return {
    objects: relevant,
    workloads,
    images: [...new Set(images)],
    volumeImages: [...new Set(relevant.flatMap(volumeImagesOf))],
    hasHooksBefore: relevant.some((object) => hooksOf(object).some((hook) => hook.startsWith('pre-'))),
  };
}

/** A Rollout is one of Argo Rollouts, in whichever version; other programs may have kinds of that name. */
function isWatched(kind: string, apiVersion: string): boolean {
  return WATCHED.has(kind) || (kind === 'Rollout' && apiVersion.startsWith('argoproj.io/'));
}

/** `Deployment orders: container orders` for containers without requests or limits. Pure. */
export function withoutResources({ objects }: Rendered): readonly string[] {
  return objects.flatMap((object) =>
    containersOf(object).flatMap(({ name, resources }) => {
      const has = (side: 'limits' | 'requests'): boolean =>
        resources?.[side]?.['cpu'] !== undefined && resources[side]['memory'] !== undefined;
      if (has('limits') && has('requests')) return [];
      const missing = [has('requests') ? '' : 'requests', has('limits') ? '' : 'limits'].filter(Boolean);
      return [`${object.kind} ${object.metadata.name}: container ${name} lacks ${missing.join(' and ')}`];
    }),
  );
}

/** Whether helm runs the object at a moment of its own, apart from the release. Pure. */
export function isHook(object: KubeObject): boolean {
  return hooksOf(object).length > 0;
}

/** Whether helm runs the object in `helm test` alone; one that is a hook of an upgrade as well is applied. */
function isTest(object: KubeObject): boolean {
  const hooks = hooksOf(object);
  return hooks.length > 0 && hooks.every((hook) => hook.startsWith('test'));
}

/** The moments at which helm runs the object; it does not mind capitals and blanks. */
function hooksOf({ metadata }: KubeObject): readonly string[] {
  const hooks = metadata.annotations?.[HOOK];
  return hooks === undefined ? [] : hooks.split(',').map((hook) => hook.trim().toLowerCase());
}

/** https://kubernetes.io/docs/concepts/storage/volumes/#image */
function volumeImagesOf(object: KubeObject): readonly string[] {
  const volumes = podSpecOf(object)?.['volumes'];
  if (!Array.isArray(volumes)) return [];
  return volumes.flatMap((volume: { readonly image?: { readonly reference?: unknown } } | null) => {
    const reference = volume?.image?.reference;
    return typeof reference === 'string' ? [reference] : [];
  });
}

function containersOf(object: KubeObject) {
  const spec = podSpecOf(object);
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
}
