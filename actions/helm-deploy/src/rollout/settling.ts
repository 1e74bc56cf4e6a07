import { exitCounts, type Facts } from '@fairlead/kube';

/** Healthy is more than one moment: all must stay complete, and no container end, for a while. */
export interface Settling {
  /** Looks at a complete rollout; whether it has been so for long enough. */
  isSteady(facts: Facts | undefined, now: number): boolean;
  /** The rollout is not complete any more: the time starts anew. */
  interrupt(): void;
  /** How often each container had ended when all was ready first; undefined before. */
  readonly readyExits: ReadonlyMap<string, number> | undefined;
}

/** Starts with nothing known. `stayMs`: how long it must last. */
export function startSettling(stayMs: number): Settling {
  let since: number | undefined;
  let first: ReadonlyMap<string, number> | undefined;
  let last: ReadonlyMap<string, number> = new Map();
  return {
    get readyExits() {
      return first;
    },
    interrupt() {
      since = undefined;
    },
    isSteady(facts, now) {
      const exits = facts === undefined ? last : exitCounts(facts);
      first ??= exits;
      const ended = [...exits].some(([key, count]) => count > (last.get(key) ?? count));
      if (since === undefined || ended) since = now;
      last = exits;
      return now - since >= stayMs;
    },
  };
}
