import { ExternalError, formatDuration } from '@fairlead/core';
import { helmReason, isAway, isPending, readRendered, rollbackArgs, uninstallArgs } from '@fairlead/helm';
import { parseManifest } from '@fairlead/kube';
import type { Connected } from '../cluster/connect.ts';
import type { DeployContext } from '../context.ts';
import type { Deadline } from '../rollout/deadline.ts';
import { supervise } from '../rollout/supervise.ts';
import { applied } from './applied.ts';
import { planRollback, type RollbackPolicy } from './plans.ts';
import { describeRun, forgetRecord, markRecord } from './records.ts';

/** How long a roll back may look broken. */
const PATIENCE_MS = 30_000;
/** Past our own limit, so that ours comes first and can say why. */
const HELM_LATER_MS = 5000;
const PAUSE_MS = 2000;

/** What became of a failed change. */
export interface Settlement {
  /** Ends the failure line: `rolled back to revision 3`. */
  readonly words: string;
  readonly outcome: 'rolled-back' | 'failed';
  readonly failedRevision: number | undefined;
  readonly restoredRevision: number | undefined;
  /** Why the roll back itself failed. */
  readonly problem: string | undefined;
}

/**
 * Rolls back to what was in force, as a watched step of our own. A cluster that is away is asked again until the time is
 * over. `before`: the newest revision before we began.
 *
 * @throws ExternalError when the cluster did not answer all that time.
 */
export async function rollBack(
  context: DeployContext,
  connected: Connected,
  before: number,
  deadline: Deadline,
): Promise<Settlement> {
  const { clock, log, signal } = context;
  const until = clock.monotonic() + deadline.rollbackMs();
  let told = false;
  for (;;) {
    let away: string;
    try {
      const settled = await rollBackOnce(context, connected, before, deadline);
      if (settled.problem === undefined || !isAway(settled.problem) || clock.monotonic() >= until)
        return settled;
      away = settled.problem;
    } catch (error) {
      const mayPass = error instanceof ExternalError && error.retryable;
      if (!mayPass || signal.aborted || clock.monotonic() >= until) throw error;
      away = error.message;
    }
    if (!told) log.warn(`${away}; trying to roll back for ${formatDuration(until - clock.monotonic())} more`);
    told = true;
    await clock.sleep(PAUSE_MS, signal);
  }
}

async function rollBackOnce(
  context: DeployContext,
  connected: Connected,
  before: number,
  deadline: Deadline,
): Promise<Settlement> {
  const { helm } = connected;
  const policy: RollbackPolicy = {
    rollback: context.inputs.rollback,
    onFirstFailure: context.inputs.onFirstFailure,
    ours: describeRun(context.event),
  };
  const history = await helm.history();
  const plan = planRollback(history, before, policy);
  if (plan.kind === 'nothing') return unsettled(plan.why, undefined);
  const failed = plan.failed.revision;
  if (plan.kind === 'rollback') {
    const next = (history.at(-1)?.revision ?? 0) + 1;
    return changeBack(context, connected, { failed, to: plan.to.revision, next }, deadline);
  }
  if (plan.kind === 'uninstall') return uninstall(context, connected, failed, deadline);
  await forgetPending(connected);
  const why =
    policy.rollback === 'off'
      ? 'left as it is (rollback: off)'
      : 'left for inspection: there is no revision to go back to';
  return unsettled(why, failed);
}

function unsettled(words: string, failedRevision: number | undefined): Settlement {
  return { words, outcome: 'failed', failedRevision, restoredRevision: undefined, problem: undefined };
}

/** A run that a runner ends: only seconds are left, helm was interrupted, the post step does the rest. */
export const interrupted: Settlement = unsettled(
  'helm was interrupted; the post step settles the release',
  undefined,
);

/** The same for a run that is ended after helm had ended. */
export const leftToPost: Settlement = unsettled('the post step settles the release', undefined);

/** Another run was at the release, so helm did not begin. */
export const untouched: Settlement = unsettled('nothing was changed', undefined);

/** A pending record would lock the release, and nobody is at it any more. */
async function forgetPending(connected: Connected): Promise<void> {
  const newest = (await connected.helm.history()).at(-1);
  if (newest !== undefined && isPending(newest)) await forgetRecord(connected, newest.revision);
}

interface Step {
  readonly failed: number;
  readonly to: number;
  /** The revision that the roll back makes. */
  readonly next: number;
}

async function changeBack(
  context: DeployContext,
  connected: Connected,
  { failed, to, next }: Step,
  deadline: Deadline,
): Promise<Settlement> {
  const { helm, kube, target } = connected;
  context.log.info(`rolling revision ${failed} back to revision ${to}`);
  const { historyMax } = context.inputs;
  const budgetMs = deadline.rollbackMs();
  const { workloads, hasHooksBefore } = readRendered(
    parseManifest(await helm.manifest(to)),
    target.namespace,
  );
  const timeoutMs = budgetMs + HELM_LATER_MS;
  const args = rollbackArgs({ ...target, major: helm.major, timeoutMs, historyMax }, to);
  const until = kube.now() + timeoutMs;
  const end = await supervise(context, {
    kube,
    workloads,
    hasHooksBefore,
    budgetMs,
    patienceMs: PATIENCE_MS,
    applied: applied(context, connected, next, {
      onFound: () => markRecord(connected, next, until, context.log),
    }),
    change: (signal) => helm.change(args, signal),
  });
  if (end.kind === 'healthy') {
    const words = `rolled back to revision ${to}`;
    return {
      words,
      outcome: 'rolled-back',
      failedRevision: failed,
      restoredRevision: to,
      problem: undefined,
    };
  }
  await forgetPending(connected); // helm does not write down that a roll back was interrupted
  const problem = end.kind === 'unhealthy' ? end.causes[0].summary : end.reason;
  const words = `the roll back to revision ${to} failed as well: ${problem}`;
  return { words, outcome: 'failed', failedRevision: failed, restoredRevision: undefined, problem };
}

async function uninstall(
  { signal }: DeployContext,
  { helm, target }: Connected,
  failed: number,
  deadline: Deadline,
): Promise<Settlement> {
  const { exitCode, stderr } = await helm.change(uninstallArgs(target, deadline.rollbackMs()), signal);
  if (exitCode === 0) return unsettled('uninstalled', failed);
  const problem = helmReason(stderr) ?? `helm ended with exit code ${exitCode}`;
  return { ...unsettled(`it could not be uninstalled: ${problem}`, failed), problem };
}
