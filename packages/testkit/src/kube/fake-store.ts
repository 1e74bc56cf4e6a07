import { type KubeObject, type ObjectRef, refOf, type WatchEvent } from '@fairlead/kube';
import { copy } from './copy.ts';

type Listener = (event: WatchEvent) => void;

/** Objects with what a cluster adds to them: uid, resourceVersion, generation. */
export interface FakeStore {
  /** Where an object without a namespace is. */
  readonly namespace: string;
  /** The object as stored, or undefined when there is none. */
  find(ref: ObjectRef): KubeObject | undefined;
  all(): readonly KubeObject[];
  /** Adds or replaces an object; gives it as stored. */
  keep(object: KubeObject): KubeObject;
  /** Gives what was removed. */
  drop(ref: ObjectRef): KubeObject | undefined;
  /** Tells of each change from now on, until the function that it gives back is called. */
  listen(listener: Listener): () => void;
}

/** Makes an empty store. */
export function createFakeStore(namespace: string): FakeStore {
  const objects = new Map<string, KubeObject>();
  const listeners = new Set<Listener>();
  let version = 0;
  const keyOf = (ref: ObjectRef): string => `${ref.kind}/${ref.namespace ?? namespace}/${ref.name}`;
  const tell = (type: WatchEvent['type'], object: KubeObject): void => {
    for (const listener of listeners) listener({ type, object: copy(object) });
  };
  return {
    namespace,
    find: (ref) => objects.get(keyOf(ref)),
    all: () => [...objects.values()],
    keep(object) {
      const key = keyOf(refOf(object));
      const before = objects.get(key);
      version++;
      const stored = stamp(object, before, version, namespace);
      objects.set(key, stored);
      tell(before === undefined ? 'added' : 'modified', stored);
      return stored;
    },
    drop(ref) {
      const before = objects.get(keyOf(ref));
      objects.delete(keyOf(ref));
      if (before !== undefined) tell('deleted', before);
      return before;
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

function stamp(
  object: KubeObject,
  before: KubeObject | undefined,
  version: number,
  namespace: string,
): KubeObject {
  const changed = JSON.stringify(before?.['spec']) !== JSON.stringify(object['spec']);
  const metadata = {
    ...object.metadata,
    namespace: object.metadata.namespace ?? namespace,
    uid: before?.metadata.uid ?? `uid-${version}`,
    resourceVersion: String(version),
    generation: (before?.metadata.generation ?? 0) + (changed ? 1 : 0),
  };
  return copy({ ...object, metadata });
}
