import type { Kube, KubeObject, WatchNotes } from '../kube.ts';
import type { Pod } from '../objects.ts';
import { endingPods, type Facts, noFacts } from './facts.ts';
import { FACT_KINDS, isDenied, isForbidden } from './gather-facts.ts';

/** Facts that are kept current by watches. */
export interface FactsFollower {
  /** What is known now. */
  current(): Facts;
  /** Resolves once every kind was listed at least once. Rejects when a needed kind may not be read. */
  readonly ready: Promise<void>;
  /** Kinds that may not be read, for a note in the log. */
  readonly denied: readonly string[];
  /** Called after each change. */
  onChange(listener: () => void): void;
  /** Rejects when a watch of a needed kind broke for good; resolves when `signal` was aborted. */
  readonly ended: Promise<void>;
}

/** Follows everything that the diagnosis reads in some namespaces, until `signal` aborts. */
export function followFacts(
  kube: Kube,
  namespaces: readonly string[],
  signal: AbortSignal,
  notes?: WatchNotes,
): FactsFollower {
  const stores = new Map<string, Map<string, KubeObject>>();
  const listeners: (() => void)[] = [];
  const denied: string[] = [];
  let freedAt: number | undefined;
  const watches = namespaces.flatMap((namespace) =>
    FACT_KINDS.map(({ key, apiVersion, kind, needed }) => {
      const store = new Map<string, KubeObject>();
      stores.set(`${key} ${namespace}`, store);
      const noteFreed = (): void => {
        if (kind === 'Pod') freedAt = kube.now();
      };
      const listed = kube.list(apiVersion, kind, { namespace }).then((objects) => {
        for (const object of objects) store.set(nameOf(object), object);
      });
      const followed = listed.then(async () => {
        let resets = 0;
        for await (const { type, object } of kube.watch(apiVersion, kind, { namespace }, signal, notes)) {
          if (type === 'reset') {
            // what a later list lacks went unseen; the first one only repeats what was listed
            if (resets++ > 0 && endingPods([...store.values()] as Pod[]).length > 0) noteFreed();
            store.clear();
          } else if (type === 'deleted') {
            store.delete(nameOf(object));
            noteFreed();
          } else store.set(nameOf(object), object);
          for (const listener of listeners) listener();
        }
      });
      const forgive = (error: unknown): void => {
        if (needed || !isDenied(error)) throw error;
        if (isForbidden(error) && !denied.includes(kind)) denied.push(kind);
      };
      return { listed: listed.catch(forgive), followed: followed.catch(forgive) };
    }),
  );
  const ready = Promise.all(watches.map(({ listed }) => listed)).then(() => {});
  const ended = Promise.all(watches.map(({ followed }) => followed)).then(() => {});
  ready.catch(() => {}); // whoever awaits it hears of it
  ended.catch(() => {});
  return {
    ready,
    ended,
    denied,
    onChange: (listener) => void listeners.push(listener),
    current: () => ({ ...snapshot(stores), freedAt }),
  };
}

function snapshot(stores: ReadonlyMap<string, ReadonlyMap<string, KubeObject>>): Facts {
  const facts: Record<string, KubeObject[]> = {};
  for (const [key, store] of stores) {
    const name = key.split(' ')[0] ?? '';
    facts[name] = [...(facts[name] ?? []), ...store.values()];
  }
  const known = { ...noFacts, ...facts } as Facts;
  return { ...known, ending: endingPods(known.pods) };
}

function nameOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
