import { ExternalError } from '@fairlead/core';
import {
  type Kube,
  type KubeObject,
  type ObjectRef,
  type PatchOptions,
  refOf,
  type WriteOptions,
} from '@fairlead/kube';
import { copy } from './copy.ts';
import type { FakeGarbage } from './fake-garbage.ts';
import type { Recorder } from './fake-history.ts';
import type { FakeStore } from './fake-store.ts';
import { mergePatch } from './merge-patch.ts';

type Writes = Pick<Kube, 'create' | 'replace' | 'mergePatch' | 'remove'>;

/** The verbs that change something, with the conflicts that a cluster promises. */
export function createFakeWrites(
  store: FakeStore,
  recorder: Recorder,
  garbage: FakeGarbage,
  timestamp: () => string,
): Writes {
  const write = <T extends KubeObject>(
    verb: 'create' | 'replace' | 'patch',
    ref: ObjectRef,
    body: object,
    make: (before: KubeObject | undefined) => KubeObject,
    { dryRun = false }: WriteOptions = {},
  ): T => {
    recorder.trip(verb, ref.kind);
    garbage.sweep();
    const made = make(store.find(ref));
    if (dryRun) return copy(made) as T;
    recorder.calls.push({ verb, kind: ref.kind, name: ref.name, body: copy(body) });
    const stored = store.keep(made);
    recorder.react(stored, verb);
    const written = copy(store.find(ref) ?? stored) as T;
    garbage.collect(); // its owner may be gone already
    return written;
  };
  return {
    create: async (object, options) =>
      write('create', refOf(object), object, (before) => newObject(object, before, timestamp()), options),
    replace: async (object) =>
      write('replace', refOf(object), object, (before) => replacement(object, before)),
    mergePatch: async (ref, patch, options) =>
      write('patch', ref, patch, (before) => patched(ref, partOf(patch, options), before), options),
    async remove(ref) {
      recorder.trip('delete', ref.kind);
      garbage.sweep();
      recorder.calls.push({ verb: 'delete', kind: ref.kind, name: ref.name, body: undefined });
      const before = store.drop(ref);
      if (before !== undefined) recorder.react(before, 'delete');
      garbage.collect();
      return before !== undefined;
    },
  };
}

function newObject(
  object: KubeObject,
  before: KubeObject | undefined,
  creationTimestamp: string,
): KubeObject {
  if (before !== undefined) throw conflict(`${object.kind} ${object.metadata.name} already exists`);
  return { ...object, metadata: { creationTimestamp, ...object.metadata } };
}

function replacement(object: KubeObject, before: KubeObject | undefined): KubeObject {
  if (before === undefined) throw missing(refOf(object));
  const known = object.metadata.resourceVersion;
  if (known !== undefined && known !== before.metadata.resourceVersion)
    throw conflict(`${object.kind} ${object.metadata.name} was changed by somebody else`);
  return object;
}

/** What a patch of a subresource can change. */
function partOf(patch: object, { subresource }: PatchOptions = {}): object {
  return subresource === undefined
    ? patch
    : { [subresource]: (patch as Record<string, unknown>)[subresource] };
}

function patched(ref: ObjectRef, patch: object, before: KubeObject | undefined): KubeObject {
  if (before === undefined) throw missing(ref);
  return mergePatch(before, patch) as KubeObject;
}

function conflict(message: string): ExternalError {
  return new ExternalError({ code: 'KUBE_CONFLICT', message, retryable: true });
}

function missing({ kind, name }: ObjectRef): ExternalError {
  return new ExternalError({ code: 'KUBE_NOT_FOUND', message: `${kind} ${name} does not exist` });
}
