import { isHook } from '@fairlead/helm';
import type { KubeObject, PodSpec } from '@fairlead/kube';
import { templateChanges } from '../observe/template-changes.ts';
import type { Renderings } from './copies.ts';

/** Labels and annotations that differ with each release, and say nothing of what it does. */
const VERSIONED = /^(helm\.sh\/chart|app\.kubernetes\.io\/version|chart|checksum\/.*)$/;

/** Kinds whose parts may be secrets: only that they differ is told. */
const HOLDS_DATA: ReadonlySet<string> = new Set(['ConfigMap', 'Secret']);

/** What the canary does try, so that it is not told of here. */
export interface Tried {
  readonly namespace: string;
  readonly workload: string;
  /** `ConfigMap orders` for each that has a copy. */
  readonly copied: ReadonlySet<string>;
}

/**
 * What of a release a canary does not try, a few words each: objects that are new, go or change, and hooks. Never a value of
 * a field. Pure.
 */
export function untriedOf({ before, after }: Renderings, tried: Tried): readonly string[] {
  const keyOf = ({ kind, metadata }: KubeObject): string =>
    `${kind} ${metadata.namespace ?? tried.namespace}/${metadata.name}`;
  const old = new Map(before.map((object) => [keyOf(object), object]));
  const lasting = after.filter((object) => !isHook(object));
  const now = new Map(lasting.map((object) => [keyOf(object), object]));
  const words: string[] = [];
  for (const [key, object] of now) {
    const name = `${object.kind} ${object.metadata.name}`;
    if (tried.copied.has(name) && inNamespace(object, tried)) continue;
    const was = old.get(key);
    if (was === undefined) words.push(`${name} (new)`);
    else {
      const changed = templateChanges(comparable(was, tried), comparable(object, tried));
      if (changed.length > 0)
        words.push(`${name} (${HOLDS_DATA.has(object.kind) ? 'what it holds' : changed.join(', ')})`);
    }
  }
  for (const [key, { kind, metadata }] of old)
    if (!now.has(key)) words.push(`${kind} ${metadata.name} (removed)`);
  for (const { kind, metadata } of after.filter(isHook))
    words.push(`${kind} ${metadata.name} (a hook: only the deploy runs it)`);
  return words;
}

/** What the pods cannot start without, and a canary does not make: new in the chart. Pure. */
export function missingFor(spec: PodSpec, { before, after }: Renderings): readonly string[] {
  const isNew = (kind: string, name: string): boolean => {
    const has = (objects: readonly KubeObject[]): boolean =>
      objects.some((object) => object.kind === kind && object.metadata.name === name);
    return has(after) && !has(before);
  };
  const account = spec['serviceAccountName'] ?? spec['serviceAccount'];
  const volumes = (spec['volumes'] ?? []) as readonly {
    readonly persistentVolumeClaim?: { readonly claimName?: string };
  }[];
  const wanted: readonly (readonly [string, unknown])[] = [
    ['ServiceAccount', account],
    ['PriorityClass', spec['priorityClassName']],
    ...volumes.map(
      ({ persistentVolumeClaim }) => ['PersistentVolumeClaim', persistentVolumeClaim?.claimName] as const,
    ),
  ];
  return wanted.flatMap(([kind, name]) =>
    typeof name === 'string' && isNew(kind, name) ? [`${kind} ${name}`] : [],
  );
}

function inNamespace({ metadata }: KubeObject, { namespace }: Tried): boolean {
  return (metadata.namespace ?? namespace) === namespace;
}

/** An object without what is tried of it, and without what says nothing. */
function comparable(object: KubeObject, tried: Tried): object {
  const { metadata, status: _, ...rest } = object;
  const { labels, annotations } = metadata;
  const plain = { ...rest, metadata: { labels: steady(labels), annotations: steady(annotations) } };
  if (object.kind !== 'Deployment' || metadata.name !== tried.workload || !inNamespace(object, tried))
    return plain;
  const { template: __, ...spec } = object['spec'] as Readonly<Record<string, unknown>>;
  return { ...plain, spec };
}

/** Without what differs with each release. */
export function steady(
  map: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> | undefined {
  const kept = Object.entries(map ?? {}).filter(([key]) => !VERSIONED.test(key));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
