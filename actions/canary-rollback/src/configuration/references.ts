import type { PodSpec } from '@fairlead/kube';

/** What a pod takes its settings from. */
export type ConfigKind = 'ConfigMap' | 'Secret';

/** Gives the name that stands in a reference instead of the one that does. */
export type Rename = (kind: ConfigKind, name: string) => string;

/** Fields whose object names a ConfigMap or Secret by its `name`. */
const BY_NAME: Readonly<Record<string, ConfigKind>> = {
  configMap: 'ConfigMap',
  configMapRef: 'ConfigMap',
  configMapKeyRef: 'ConfigMap',
  secret: 'Secret', // of a projected volume
  secretRef: 'Secret', // envFrom, and of volumes of storage systems
  secretKeyRef: 'Secret',
  nodePublishSecretRef: 'Secret',
};

/** Fields whose object names a Secret by its `secretName`: volumes. */
const BY_SECRET_NAME: readonly string[] = ['secret', 'azureFile'];

/** The parts of a pod's spec in which such references stand. Nothing else is looked at: a command may say the same words. */
const PARTS = ['volumes', 'imagePullSecrets', 'containers', 'initContainers', 'ephemeralContainers'] as const;
const CONTAINER_PARTS = ['env', 'envFrom'] as const;

/** The spec with every reference to a ConfigMap or Secret renamed. Pure. */
export function renameReferences(spec: PodSpec, rename: Rename): PodSpec {
  const parts = PARTS.flatMap((part) => {
    const list = spec[part] as readonly object[] | undefined;
    return list === undefined ? [] : [[part, list.map((item) => renamePart(part, item, rename))]];
  });
  return { ...spec, ...(Object.fromEntries(parts) as Partial<PodSpec>) };
}

function renamePart(part: (typeof PARTS)[number], item: object, rename: Rename): object {
  if (part === 'volumes') return renameIn(item, rename);
  if (part === 'imagePullSecrets') return withName(item, 'name', 'Secret', rename);
  const fields = CONTAINER_PARTS.flatMap((key) => {
    const list = (item as Readonly<Record<string, unknown>>)[key] as readonly object[] | null | undefined;
    return list == null ? [] : [[key, list.map((each) => renameIn(each, rename))]];
  });
  return { ...item, ...Object.fromEntries(fields) };
}

/** Renames what stands in an object, however deep: sources of a projected volume are lists in objects. */
function renameIn(value: object, rename: Rename): object {
  const entries = Object.entries(value).map(([key, child]: [string, unknown]) => {
    if (typeof child !== 'object' || child === null) return [key, child];
    if (Array.isArray(child))
      return [key, child.map((each: unknown) => (isObject(each) ? renameIn(each, rename) : each))];
    const kind = BY_NAME[key];
    const named = kind === undefined ? child : withName(child, 'name', kind, rename);
    const whole = BY_SECRET_NAME.includes(key) ? withName(named, 'secretName', 'Secret', rename) : named;
    return [key, renameIn(whole, rename)];
  });
  return Object.fromEntries(entries) as object;
}

function withName(object: object, key: string, kind: ConfigKind, rename: Rename): object {
  const name = (object as Readonly<Record<string, unknown>>)[key];
  return typeof name === 'string' && name !== '' ? { ...object, [key]: rename(kind, name) } : object;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What a pod takes its settings from, each once, in the order of its spec. Pure. */
export function referencesOf(spec: PodSpec): readonly { readonly kind: ConfigKind; readonly name: string }[] {
  const found = new Map<string, { readonly kind: ConfigKind; readonly name: string }>();
  renameReferences(spec, (kind, name) => {
    found.set(`${kind} ${name}`, { kind, name });
    return name;
  });
  return [...found.values()];
}
