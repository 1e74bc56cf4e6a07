import { isPending, lastDeployed, type Revision } from '@fairlead/helm';

/** What to do about the newest revision before anything else. Pure. */
export type StartPlan =
  | { readonly kind: 'go' }
  /** Somebody else may still be at it. */
  | { readonly kind: 'wait'; readonly forMs: number; readonly pending: Revision }
  /** A run was killed: roll back to what was in force. */
  | { readonly kind: 'roll-back'; readonly pending: Revision; readonly to: Revision }
  /** The first install was killed: forget its record, the next install takes its objects over. */
  | { readonly kind: 'forget'; readonly pending: Revision };

/** What the record of the newest revision tells of the run that made it. */
export interface Sign {
  /** Milliseconds until that run has given up by its own time-out; undefined when it does not say. */
  readonly ownMs: number | undefined;
  /** Milliseconds since the record was made or changed. */
  readonly quietMs: number;
}

/**
 * Helm does not write down how long it waits: hooks before, the rollout and hooks after get `--timeout` each, five
 * minutes when nobody says otherwise. Whatever is younger may be alive.
 */
export const FOREIGN_MS: number = 3 * 5 * 60_000;

/** A pending revision is left behind once its run has given up by its own time-out, or nobody can be at it any more. Pure. */
export function planStart(history: readonly Revision[], { ownMs, quietMs }: Sign): StartPlan {
  const newest = history.at(-1);
  if (newest === undefined || !isPending(newest)) return { kind: 'go' };
  const forMs = ownMs ?? FOREIGN_MS - quietMs;
  if (forMs > 0) return { kind: 'wait', forMs, pending: newest };
  const to = lastDeployed(history);
  return to === undefined ? { kind: 'forget', pending: newest } : { kind: 'roll-back', pending: newest, to };
}

/** What to do about a failed revision. Pure. */
export type RollbackPlan =
  | { readonly kind: 'nothing'; readonly why: string }
  | { readonly kind: 'rollback'; readonly failed: Revision; readonly to: Revision }
  | { readonly kind: 'uninstall'; readonly failed: Revision }
  | { readonly kind: 'keep'; readonly failed: Revision };

/** What the user wants done about a failure. */
export interface RollbackPolicy {
  readonly rollback: 'auto' | 'off';
  readonly onFirstFailure: 'keep' | 'uninstall';
  /** What helm notes of a revision of this run once it is deployed; of one that failed it notes the failure instead. */
  readonly ours: string;
}

/** A revision in such a state has the description that whoever made it has given. */
const WAS_DEPLOYED = new Set(['deployed', 'superseded']);

/**
 * `before`: the newest revision before we began, 0 for none. Only what came after it is ours to roll back. Helm may call it
 * deployed all the same: it does not wait for every pod. A change makes one revision, and its roll back another; any
 * more are somebody else's, and then nothing is ours to change. So is the first one where another run was quicker.
 */
export function planRollback(
  history: readonly Revision[],
  before: number,
  policy: RollbackPolicy,
): RollbackPlan {
  const newest = history.at(-1);
  if (newest === undefined || newest.revision <= before)
    return { kind: 'nothing', why: 'nothing was changed' };
  const other = history.findLast((one) =>
    one.revision === before + 1
      ? WAS_DEPLOYED.has(one.status) && one.description !== policy.ours
      : one.revision > before && !/^Rollback\b/.test(one.description),
  );
  if (other !== undefined)
    return { kind: 'nothing', why: `left alone: revision ${other.revision} is another run's` };
  const to = lastDeployed(history.filter(({ revision }) => revision <= before));
  if (policy.rollback === 'off') return { kind: 'keep', failed: newest };
  if (to !== undefined) return { kind: 'rollback', failed: newest, to };
  return { kind: policy.onFirstFailure, failed: newest };
}
