import { isPending, lastDeployed, type Revision } from '../helm/history.ts';

/** What to do about the newest revision before anything else. Pure. */
export type StartPlan =
  | { readonly kind: 'go' }
  /** Somebody else may still be at it. */
  | { readonly kind: 'wait'; readonly forMs: number; readonly pending: Revision }
  /** A run was killed: bring back what was in force. */
  | { readonly kind: 'restore'; readonly pending: Revision; readonly to: Revision }
  /** The first install was killed: forget its record, the next install takes its objects over. */
  | { readonly kind: 'forget'; readonly pending: Revision };

/** A pending revision is stale once it is older than this run would take. `ageMs`: of the newest revision. Pure. */
export function planStart(history: readonly Revision[], ageMs: number, staleMs: number): StartPlan {
  const newest = history.at(-1);
  if (newest === undefined || !isPending(newest)) return { kind: 'go' };
  if (ageMs < staleMs) return { kind: 'wait', forMs: staleMs - ageMs, pending: newest };
  const to = lastDeployed(history);
  return to === undefined ? { kind: 'forget', pending: newest } : { kind: 'restore', pending: newest, to };
}

/** What to do about a failed revision. Pure. */
export type UndoPlan =
  | { readonly kind: 'nothing'; readonly why: string }
  | { readonly kind: 'rollback'; readonly failed: Revision; readonly to: Revision }
  | { readonly kind: 'uninstall'; readonly failed: Revision }
  | { readonly kind: 'keep'; readonly failed: Revision };

/** What the user wants done about a failure. */
export interface UndoPolicy {
  readonly rollback: 'auto' | 'off';
  readonly onFirstFailure: 'keep' | 'uninstall';
}

/**
 * `before`: the newest revision before we began, 0 for none. Only what came after it is ours to undo. Helm may call it
 * deployed all the same: it does not wait for every pod. A change makes one revision, and undoing it another; any more
 * are somebody else's, and then nothing is ours to bring back.
 */
export function planUndo(history: readonly Revision[], before: number, policy: UndoPolicy): UndoPlan {
  const newest = history.at(-1);
  if (newest === undefined || newest.revision <= before)
    return { kind: 'nothing', why: 'nothing was changed' };
  const other = history.findLast(
    ({ revision, description }) => revision > before + 1 && !/^Rollback\b/.test(description),
  );
  if (other !== undefined)
    return { kind: 'nothing', why: `left alone: revision ${other.revision} is another run's` };
  const to = lastDeployed(history.filter(({ revision }) => revision <= before));
  if (policy.rollback === 'off') return { kind: 'keep', failed: newest };
  if (to !== undefined) return { kind: 'rollback', failed: newest, to };
  return { kind: policy.onFirstFailure, failed: newest };
}
