import { type KubeObject, refOf } from '@fairlead/kube';
import type { FakeStore } from './fake-store.ts';

/** Hears of each object that the cluster removes by itself. */
export type OnGone = (object: KubeObject) => void;

/** Plays the Job controller for Jobs that start no pod, and the garbage collector. */
export interface FakeGarbage {
  /** Removes the Jobs whose time has come, and what they own. Called before every look at the store. */
  sweep(): void;
  /** Removes what was owned by an object that is gone, through the whole chain. */
  collect(): void;
}

interface Job extends KubeObject {
  readonly spec?: {
    readonly activeDeadlineSeconds?: number | null;
    readonly ttlSecondsAfterFinished?: number;
    readonly suspend?: boolean;
  };
}

/** A Job past its `activeDeadlineSeconds` has failed, and is deleted after `ttlSecondsAfterFinished`. */
export function createFakeGarbage(store: FakeStore, now: () => number, onGone: OnGone): FakeGarbage {
  const gone = new Set<string>();
  store.listen(({ type, object }) => {
    if (type === 'deleted' && object.metadata.uid !== undefined) gone.add(object.metadata.uid);
  });
  const drop = (object: KubeObject): void => {
    store.drop(refOf(object));
    onGone(object);
  };
  const isOrphan = ({ metadata: { ownerReferences = [] } }: KubeObject): boolean =>
    ownerReferences.length > 0 && ownerReferences.every(({ uid }) => gone.has(uid));
  const collect = (): void => {
    for (;;) {
      const orphan = store.all().find(isOrphan);
      if (orphan === undefined) return;
      drop(orphan);
    }
  };
  return {
    collect,
    sweep() {
      const over = store.all().filter((object) => object.kind === 'Job' && isOver(object as Job, now()));
      for (const job of over) drop(job);
      if (over.length > 0) collect();
    },
  };
}

function isOver({ spec, metadata }: Job, now: number): boolean {
  const { activeDeadlineSeconds, ttlSecondsAfterFinished, suspend } = spec ?? {};
  if (typeof activeDeadlineSeconds !== 'number' || ttlSecondsAfterFinished === undefined) return false;
  if (suspend === true || metadata.creationTimestamp === undefined) return false;
  const seconds = activeDeadlineSeconds + ttlSecondsAfterFinished;
  return now >= Date.parse(metadata.creationTimestamp) + seconds * 1000;
}
