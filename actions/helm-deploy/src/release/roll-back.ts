import { parseManifest } from '@fairlead/kube';
import { readRendered } from '../chart/rendered.ts';
import type { Connected } from '../cluster/connect.ts';
import type { DeployContext } from '../context.ts';
import { rollbackArgs, uninstallArgs } from '../helm/argv.ts';
import { isPending } from '../helm/history.ts';
import { helmReason } from '../helm/reason.ts';
import type { Deadline } from '../rollout/deadline.ts';
import { supervise } from '../rollout/supervise.ts';
import { planUndo, type UndoPolicy } from './plans.ts';
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
  connected: Connected,
  before: number,
  deadline: Deadline,
): Promise<Undone> {
  const { helm } = connected;
  const policy: UndoPolicy = {
    rollback: context.inputs.rollback,
    onFirstFailure: context.inputs.onFirstFailure,
  };
  const plan = planUndo(await helm.history(), before, policy);
  if (plan.kind === 'nothing') return notUndone(plan.why, undefined);
  const failed = plan.failed.revision;
  if (plan.kind === 'rollback')
    return rollBack(context, connected, { failed, to: plan.to.revision }, deadline);
  if (plan.kind === 'uninstall') return uninstall(context, connected, failed, deadline);
  await forgetPending(connected);
  const why =
    policy.rollback === 'off'
      ? 'left as it is (rollback: off)'
      : 'left for inspection: there is no revision to go back to';
  return notUndone(why, failed);
}

function notUndone(words: string, failedRevision: number | undefined): Undone {
  return { words, status: 'failed', failedRevision, restoredRevision: undefined, problem: undefined };
}

/** A run that a runner ends: only seconds are left, helm was interrupted, the post step does the rest. */
export const interrupted: Undone = notUndone(
  'helm was interrupted; the post step settles the release',
  undefined,
);

/** Another run was at the release, so helm did not begin. */
export const untouched: Undone = notUndone('nothing was changed', undefined);

/** A pending record would lock the release, and nobody is at it any more. */
async function forgetPending(connected: Connected): Promise<void> {
  const newest = (await connected.helm.history()).at(-1);
  if (newest !== undefined && isPending(newest)) await forgetRecord(connected, newest.revision);
}

async function rollBack(
  context: DeployContext,
  connected: Connected,
  { failed, to }: { readonly failed: number; readonly to: number },
  deadline: Deadline,
): Promise<Undone> {
  const { helm, kube, target } = connected;
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
    patienceMs: PATIENCE_MS,
    change: (signal) => helm.change(args, signal),
  });
  if (end.kind === 'healthy') {
    const words = `rolled back to revision ${to}`;
    return { words, status: 'rolled-back', failedRevision: failed, restoredRevision: to, problem: undefined };
  }
  await forgetPending(connected); // helm does not write down that a roll back was interrupted
  const problem = end.kind === 'unhealthy' ? end.causes[0].summary : end.reason;
  const words = `the roll back to revision ${to} failed as well: ${problem}`;
  return { words, status: 'failed', failedRevision: failed, restoredRevision: undefined, problem };
}

async function uninstall(
  { signal }: DeployContext,
  { helm, target }: Connected,
  failed: number,
  deadline: Deadline,
): Promise<Undone> {
  const { exitCode, stderr } = await helm.change(uninstallArgs(target, deadline.undoMs()), signal);
  if (exitCode === 0) return notUndone('uninstalled', failed);
  const problem = helmReason(stderr) ?? `helm ended with exit code ${exitCode}`;
  return { ...notUndone(`it could not be uninstalled: ${problem}`, failed), problem };
}
