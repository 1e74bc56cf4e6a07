import { errorMessage } from '@fairlead/core';
import { parseManifest } from '@fairlead/kube';
import { rollbackArgs, uninstallArgs } from '../helm/argv.ts';
import type { Prepared } from '../prepare.ts';
import type { Deadline } from '../rollout/deadline.ts';
import { type ChangeEnd, supervise } from '../rollout/supervise.ts';
import type { DeployContext } from '../types.ts';
import { planUndo, type UndoPolicy } from './history.ts';
import { readRendered } from './rendered.ts';
import { forgetRecord } from './unlock.ts';

/** How long a roll back may look broken. */
const PATIENCE_MS = 30_000;

/** What became of a failed change. */
export interface Undone {
  /** Ends the failure line: `rolled back to revision 3`. */
  readonly words: string;
  readonly status: 'rolled-back' | 'failed';
  readonly failedRevision: number | undefined;
  readonly restoredRevision: number | undefined;
  /** Why the roll back itself failed. */
  readonly problem: string | undefined;
}

/** Brings back what was in force, as a watched step of our own. `before`: the newest revision before we began. */
export async function undo(
  context: DeployContext,
  prepared: Prepared,
  before: number,
  deadline: Deadline,
): Promise<Undone> {
  const { helm } = prepared;
  const policy: UndoPolicy = {
    rollback: context.inputs.rollback,
    onFirstFailure: context.inputs.onFirstFailure,
  };
  const plan = planUndo(await helm.history(), before, policy);
  if (plan.kind === 'nothing') return notUndone(plan.why, undefined);
  const failed = plan.failed.revision;
  if (plan.kind === 'rollback')
    return rollBack(context, prepared, { failed, to: plan.to.revision }, deadline);
  if (plan.kind === 'uninstall') return uninstall(prepared, failed, deadline);
  // A pending record would lock the release: nobody is at it any more.
  if (plan.failed.status.startsWith('pending-')) await forgetRecord(prepared, failed);
  const why =
    policy.rollback === 'off'
      ? 'left as it is (rollback: off)'
      : 'left for inspection: there is no revision to go back to';
  return notUndone(why, failed);
}

function notUndone(words: string, failedRevision: number | undefined): Undone {
  return { words, status: 'failed', failedRevision, restoredRevision: undefined, problem: undefined };
}

async function rollBack(
  context: DeployContext,
  { helm, kube, target }: Prepared,
  { failed, to }: { readonly failed: number; readonly to: number },
  deadline: Deadline,
): Promise<Undone> {
  context.log.info(`rolling revision ${failed} back to revision ${to}`);
  const { historyMax } = context.inputs;
  const budgetMs = deadline.undoMs();
  const manifest = readRendered(parseManifest(await helm.manifest(to)), target.namespace);
  // helm's own limit is a little longer, so that ours comes first and can say why
  const options = { ...target, major: helm.major, timeoutMs: budgetMs + 5000, historyMax };
  const args = rollbackArgs(options, to);
  const end = await supervise(context, {
    kube,
    workloads: manifest.workloads,
    hasHooksBefore: manifest.hasHooksBefore,
    budgetMs,
    readyWithinMs: undefined,
    patienceMs: PATIENCE_MS,
    change: (signal) => helm.change(args, signal),
  });
  if (end.kind === 'healthy') {
    const words = `rolled back to revision ${to}`;
    return { words, status: 'rolled-back', failedRevision: failed, restoredRevision: to, problem: undefined };
  }
  const problem = reasonOf(end);
  const words = `the roll back to revision ${to} failed as well: ${problem}`;
  return { words, status: 'failed', failedRevision: failed, restoredRevision: undefined, problem };
}

async function uninstall({ helm, target }: Prepared, failed: number, deadline: Deadline): Promise<Undone> {
  try {
    await helm.query(uninstallArgs(target, deadline.undoMs()));
    return notUndone('uninstalled', failed);
  } catch (error) {
    const problem = errorMessage(error);
    return { ...notUndone(`it could not be uninstalled: ${problem}`, failed), problem };
  }
}

/** One line of a bad end. */
export function reasonOf(end: Exclude<ChangeEnd, { readonly kind: 'healthy' }>): string {
  return end.kind === 'refused' ? end.reason : end.causes[0].summary;
}
