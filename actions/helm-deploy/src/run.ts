import { CancelledError } from '@fairlead/core';
import { dryRun } from './dry-run.ts';
import { type BadEnd, failureOf } from './failure.ts';
import { upgradeArgs } from './helm/argv.ts';
import { type Prepared, prepare } from './prepare.ts';
import { lastDeployed, type Revision } from './release/history.ts';
import { renderChart } from './release/render-chart.ts';
import type { Rendered } from './release/rendered.ts';
import { type Undone, undo } from './release/undo.ts';
import { unlockRelease } from './release/unlock.ts';
import { type Deadline, startDeadline } from './rollout/deadline.ts';
import { keepEvidence } from './rollout/evidence-files.ts';
import { type ChangeEnd, supervise } from './rollout/supervise.ts';
import { readWorkloads } from './rollout/workload-table.ts';
import { summarizeFailure, summarizeSuccess } from './summary.ts';
import type { DeployContext } from './types.ts';

/** State for the post step: what it needs to finish a run that was killed. */
export interface SavedDeploy {
  /** The newest revision before this run; 0 for none. */
  readonly before: number;
}

/** The stages of a deploy. */
export async function run(context: DeployContext): Promise<void> {
  const prepared = await context.stage('prepare', () => prepare(context));
  try {
    const rendered = await context.stage('render', () => renderChart(context, prepared));
    if (context.inputs.dryRun) {
      await context.stage('dry run', () => dryRun(context, prepared, rendered));
    } else {
      await deploy(context, prepared, rendered);
    }
  } finally {
    await context.files.remove(prepared.loaded.folder); // it may hold secrets
  }
}

async function deploy(context: DeployContext, prepared: Prepared, rendered: Rendered): Promise<void> {
  const history = await context.stage('unlock', () => unlockRelease(context, prepared));
  const before = history.at(-1)?.revision ?? 0;
  const saved: SavedDeploy = { before };
  context.saveState('deploy', saved);
  const deadline = startDeadline(context.clock, context.inputs.timeout);
  const started = context.clock.monotonic();
  const end = await stageOf(context, () => upgrade(context, prepared, rendered, deadline));
  if (end.kind === 'healthy') {
    const seconds = (context.clock.monotonic() - started) / 1000;
    await context.stage('confirm', () => confirm(context, prepared, rendered, history, seconds));
  } else {
    await fail(context, prepared, end, before, deadline);
  }
}

/** The stage of the upgrade; its outcome shows in the timeline although the roll back is still to come. */
async function stageOf(context: DeployContext, work: () => Promise<UpgradeEnd>): Promise<UpgradeEnd> {
  let end: UpgradeEnd | undefined;
  try {
    await context.stage('upgrade', async () => {
      end = await work();
      if (end.kind !== 'healthy') throw failureOf(end, interrupted);
    });
  } catch (error) {
    if (end === undefined) throw error;
  }
  return end as UpgradeEnd;
}

type UpgradeEnd = ChangeEnd | { readonly kind: 'cancelled' };

async function upgrade(
  context: DeployContext,
  { helm, kube, target, source }: Prepared,
  rendered: Rendered,
  deadline: Deadline,
): Promise<UpgradeEnd> {
  const { inputs, event } = context;
  const budgetMs = deadline.upgradeMs();
  const args = upgradeArgs({
    ...target,
    ...source,
    major: helm.major,
    timeoutMs: budgetMs + 5000, // ours comes first and can say why
    createNamespace: inputs.createNamespace,
    historyMax: inputs.historyMax,
    description: `fairlead: ${event.sha.slice(0, 12) || 'local'} run ${event.runId || 'local'}`,
  });
  const { workloads, hasHooksBefore } = rendered;
  const change = (signal: AbortSignal) => helm.change(args, signal);
  const watched = { kube, workloads, hasHooksBefore, budgetMs, readyWithinMs: inputs.readyWithin, change };
  try {
    const end = await supervise(context, watched);
    if (end.kind === 'unhealthy') await keepEvidence(context, end.causes);
    return end;
  } catch (error) {
    if (error instanceof CancelledError) return { kind: 'cancelled' };
    throw error;
  }
}

async function confirm(
  context: DeployContext,
  { helm, kube }: Prepared,
  rendered: Rendered,
  history: readonly Revision[],
  seconds: number,
): Promise<void> {
  const newest = (await helm.history()).at(-1);
  const previous = lastDeployed(history);
  const revision = newest?.revision ?? 0;
  const same =
    previous !== undefined && (await helm.manifest(previous.revision)) === (await helm.manifest(revision));
  const rows = await readWorkloads(kube, rendered.workloads);
  const status = same ? 'unchanged' : 'deployed';
  context.output('revision', String(revision));
  context.output('status', status);
  context.output('image', rows[0]?.image ?? context.inputs.image ?? rendered.images[0] ?? '');
  for (const name of ['failed-object', 'failure-reason', 'failed-revision', 'restored-revision'] as const)
    context.output(name, '');
  context.saveState('done', true);
  context.report.addVerdict({
    name: 'rollout',
    outcome: 'success',
    reason: `revision ${revision} is healthy after ${seconds.toFixed(1)} s`,
  });
  context.log.info(`revision ${revision} ${status} and healthy after ${seconds.toFixed(1)} s`);
  summarizeSuccess(context, { revision, status, rows, seconds, previous, chart: newest?.chart ?? '' });
}

async function fail(
  context: DeployContext,
  prepared: Prepared,
  end: BadEnd,
  before: number,
  deadline: Deadline,
): Promise<never> {
  context.output('status', 'failed');
  if (end.kind === 'unhealthy') {
    const [cause] = end.causes;
    context.output('failed-object', cause.object);
    const container = cause.container === undefined ? '' : `container ${cause.container}: `;
    context.output('failure-reason', `${container}${cause.message} (${cause.reason})`);
  } else {
    context.output('failed-object', `Release ${context.inputs.release}`);
    context.output('failure-reason', end.kind === 'refused' ? end.reason : 'cancelled');
  }
  const undone =
    end.kind === 'cancelled'
      ? interrupted
      : await context.stage('roll back', () => undo(context, prepared, before, deadline));
  if (end.kind !== 'cancelled') context.saveState('done', true);
  await tellUndone(context, prepared, undone);
  const failure = failureOf(end, undone);
  context.report.addVerdict({ name: 'rollout', outcome: 'failure', reason: failure.message });
  summarizeFailure(context, end, undone);
  throw failure;
}

/** A runner gives a cancelled step only seconds: helm was interrupted, the post step rolls back. */
const interrupted: Undone = {
  words: 'helm was interrupted; the post step restores the last deployed revision',
  status: 'failed',
  failedRevision: undefined,
  restoredRevision: undefined,
  problem: undefined,
};

async function tellUndone(context: DeployContext, { helm }: Prepared, undone: Undone): Promise<void> {
  context.output('status', undone.status);
  context.output('failed-revision', String(undone.failedRevision ?? ''));
  context.output('restored-revision', String(undone.restoredRevision ?? ''));
  if (context.signal.aborted) return;
  context.output('revision', String(lastDeployed(await helm.history())?.revision ?? ''));
}
