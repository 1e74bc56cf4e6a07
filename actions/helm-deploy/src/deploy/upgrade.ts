import { CancelledError } from '@fairlead/core';
import type { Rendered } from '../chart/rendered.ts';
import type { DeployContext } from '../context.ts';
import { upgradeArgs } from '../helm/argv.ts';
import { keepEvidence } from '../publish/evidence.ts';
import { type BadEnd, failureOf } from '../publish/failure.ts';
import { interrupted } from '../release/roll-back.ts';
import type { ChangeEnd } from '../rollout/change.ts';
import type { Deadline } from '../rollout/deadline.ts';
import { supervise } from '../rollout/supervise.ts';
import type { Prepared } from './prepare.ts';

/** Past our own limit, so that ours comes first and can say why. */
const HELM_LATER_MS = 5000;

/** The stage of the upgrade. A bad end is no error here, but shows as one in the timeline: the roll back is still to come. */
export async function upgrade(
  context: DeployContext,
  prepared: Prepared,
  rendered: Rendered,
  deadline: Deadline,
): Promise<ChangeEnd | BadEnd> {
  let end: ChangeEnd | BadEnd | undefined;
  try {
    await context.stage('upgrade', async () => {
      end = await upgradeWatched(context, prepared, rendered, deadline);
      if (end.kind !== 'healthy') throw failureOf(end, interrupted);
    });
  } catch (error) {
    if (end === undefined) throw error;
  }
  return end as ChangeEnd | BadEnd;
}

async function upgradeWatched(
  context: DeployContext,
  { helm, kube, target, source }: Prepared,
  { workloads, hasHooksBefore }: Rendered,
  deadline: Deadline,
): Promise<ChangeEnd | BadEnd> {
  const { inputs, event } = context;
  const budgetMs = deadline.upgradeMs();
  const args = upgradeArgs({
    ...target,
    ...source,
    major: helm.major,
    timeoutMs: budgetMs + HELM_LATER_MS,
    createNamespace: inputs.createNamespace,
    historyMax: inputs.historyMax,
    description: `fairlead: ${event.sha.slice(0, 12) || 'local'} run ${event.runId || 'local'}`,
  });
  const change = (signal: AbortSignal) => helm.change(args, signal);
  const watched = { kube, workloads, hasHooksBefore, budgetMs, readyTimeoutMs: inputs.readyTimeout, change };
  try {
    const end = await supervise(context, watched);
    if (end.kind === 'unhealthy') await keepEvidence(context, end.causes);
    return end;
  } catch (error) {
    if (error instanceof CancelledError) return { kind: 'cancelled' };
    throw error;
  }
}
