import { ExternalError } from '@fairlead/core';
import type { Kube, KubeObject, ListOptions, ObjectRef, WatchEvent, WriteOptions } from '@fairlead/kube';

/** One call that changed or tried to change something. */
export interface FakeCall {
  readonly verb: 'create' | 'replace' | 'patch' | 'delete';
  readonly kind: string;
  readonly name: string;
  /** The object or patch that was sent; undefined for a delete. */
  readonly body: unknown;
}

/** An in-memory cluster: a store with resource versions, and a log of every change in order. */
export interface FakeKube extends Kube {
  /** All changes in order. */
  readonly calls: FakeCall[];
  /** Puts an object in without a call, as if it had always been there. */
  put(object: KubeObject): void;
  /** The stored objects, for assertions. */
  objects(): readonly KubeObject[];
  /** Plays the controllers: called after every change with the object as stored; may `put`. */
  onChange(react: (object: KubeObject, verb: FakeCall['verb']) => void): void;
  /** The next calls that match fail with this error, once each. */
  failNext(verb: FakeCall['verb'] | 'get', kind: string, error: Error): void;
}

/** Makes an empty cluster whose time is `clock`. It keeps what Kubernetes promises that our code leans on: conflicts, merge patches, selectors, watches. */
export function createFakeKube(namespace = 'default', clock: { now(): number } = Date): FakeKube {
  const store = new Map<string, KubeObject>();
  const calls: FakeCall[] = [];
  const failures: { verb: string; kind: string; error: Error }[] = [];
  let reaction: Parameters<FakeKube['onChange']>[0] = () => {};
  let version = 0;
  const watchers = new Set<(event: WatchEvent) => void>();
  const keyOf = (ref: ObjectRef): string => `${ref.kind}/${ref.namespace ?? namespace}/${ref.name}`;
  const refOf = ({ apiVersion, kind, metadata }: KubeObject): ObjectRef => ({
    apiVersion,
    kind,
    name: metadata.name,
    namespace: metadata.namespace,
  });
  const tell = (type: WatchEvent['type'], object: KubeObject): void => {
    for (const watcher of watchers) watcher({ type, object: structuredClone(object) });
  };
  const keep = (object: KubeObject, before?: KubeObject): KubeObject => {
    version++;
    const changed = JSON.stringify(before?.['spec']) !== JSON.stringify(object['spec']);
    const generation = (before?.metadata.generation ?? 0) + (changed ? 1 : 0);
    const metadata = {
      ...object.metadata,
      namespace: object.metadata.namespace ?? namespace,
      uid: before?.metadata.uid ?? `uid-${version}`,
      resourceVersion: String(version),
      generation,
    };
    const stored = structuredClone({ ...object, metadata });
    store.set(keyOf(refOf(stored)), stored);
    tell(before === undefined ? 'added' : 'modified', stored);
    return stored;
  };
  const trip = (verb: string, kind: string): void => {
    const at = failures.findIndex((failure) => failure.verb === verb && failure.kind === kind);
    if (at >= 0) throw failures.splice(at, 1)[0]?.error;
  };
  const write = <T extends KubeObject>(
    verb: 'create' | 'replace' | 'patch',
    ref: ObjectRef,
    body: object,
    make: (before: KubeObject | undefined) => KubeObject,
    { dryRun = false }: WriteOptions = {},
  ): T => {
    trip(verb, ref.kind);
    const before = store.get(keyOf(ref));
    const made = make(before);
    if (dryRun) return structuredClone(made) as T;
    calls.push({ verb, kind: ref.kind, name: ref.name, body: structuredClone(body) });
    const stored = keep(made, before);
    reaction(stored, verb);
    return structuredClone(store.get(keyOf(ref)) ?? stored) as T;
  };
  return {
    target: { context: 'fake', server: 'https://127.0.0.1:6443', namespace },
    now: () => clock.now(),
    calls,
    put: (object) => void keep(object, store.get(keyOf(refOf(object)))),
    objects: () => [...store.values()],
    onChange: (react) => {
      reaction = react;
    },
    failNext: (verb, kind, error) => void failures.push({ verb, kind, error }),
    version: async () => 'v1.34.4',
    async get<T extends KubeObject>(ref: ObjectRef) {
      trip('get', ref.kind);
      const found = store.get(keyOf(ref));
      return found === undefined ? undefined : (structuredClone(found) as T);
    },
    async list<T extends KubeObject>(_: string, kind: string, options: ListOptions = {}) {
      return [...store.values()]
        .filter((object) => object.kind === kind)
        .filter(({ metadata }) => metadata.namespace === (options.namespace ?? namespace))
        .filter(({ metadata }) => matches(options.labelSelector ?? '', metadata.labels ?? {}))
        .map((object) => structuredClone(object) as T);
    },
    async create<T extends KubeObject>(object: KubeObject, options?: WriteOptions) {
      const make = (before: KubeObject | undefined): KubeObject => {
        if (before !== undefined) throw conflict(`${object.kind} ${object.metadata.name} already exists`);
        return object;
      };
      return write<T>('create', refOf(object), object, make, options);
    },
    async replace<T extends KubeObject>(object: KubeObject) {
      return write<T>('replace', refOf(object), object, (before) => {
        if (before === undefined) throw missing(refOf(object));
        const known = object.metadata.resourceVersion;
        if (known !== undefined && known !== before.metadata.resourceVersion)
          throw conflict(`${object.kind} ${object.metadata.name} was changed by somebody else`);
        return object;
      });
    },
    async mergePatch<T extends KubeObject>(ref: ObjectRef, patch: object, options?: WriteOptions) {
      const make = (before: KubeObject | undefined): KubeObject => {
        if (before === undefined) throw missing(ref);
        return mergePatch(before, patch) as KubeObject;
      };
      return write<T>('patch', ref, patch, make, options);
    },
    async remove(ref) {
      trip('delete', ref.kind);
      const before = store.get(keyOf(ref));
      calls.push({ verb: 'delete', kind: ref.kind, name: ref.name, body: undefined });
      if (before === undefined) return false;
      store.delete(keyOf(ref));
      tell('deleted', before);
      reaction(before, 'delete');
      return true;
    },
    logs: async () => '',
    async *watch(apiVersion, kind, options, signal) {
      const queue: WatchEvent[] = [
        { type: 'reset', object: { apiVersion, kind: `${kind}List`, metadata: { name: '' } } },
      ];
      const wanted = ({ kind: found, metadata }: KubeObject): boolean =>
        found === kind && metadata.namespace === (options.namespace ?? namespace);
      for (const object of store.values())
        if (wanted(object)) queue.push({ type: 'added', object: structuredClone(object) });
      let wake = (): void => {};
      const watcher = (event: WatchEvent): void => {
        if (!wanted(event.object)) return;
        queue.push(event);
        wake();
      };
      const onAbort = (): void => wake();
      watchers.add(watcher);
      signal.addEventListener('abort', onAbort);
      try {
        while (!signal.aborted) {
          const next = queue.shift();
          if (next !== undefined) yield next;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        watchers.delete(watcher);
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}

/** RFC 7396. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const merged: Record<string, unknown> =
    typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else if (value !== undefined) merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}

function matches(selector: string, labels: Readonly<Record<string, string>>): boolean {
  return selector
    .split(',')
    .filter((part) => part !== '')
    .every((part) => {
      const [, key = '', operator, value] = /^([^=!]+?)(?:(!=|==|=)(.*))?$/.exec(part) ?? [];
      if (operator === undefined) return labels[key] !== undefined;
      return operator === '!=' ? labels[key] !== value : labels[key] === value;
    });
}

function conflict(message: string): ExternalError {
  return new ExternalError({ code: 'KUBE_CONFLICT', message, retryable: true });
}

function missing({ kind, name }: ObjectRef): ExternalError {
  return new ExternalError({ code: 'KUBE_NOT_FOUND', message: `${kind} ${name} does not exist` });
}
