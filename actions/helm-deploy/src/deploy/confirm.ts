import { lastDeployed, type Rendered, type Revision } from '@fairlead/helm';
import type { DeployContext } from '../context.ts';
import { tellNoFailure } from '../publish/outputs.ts';
import { describePassed } from '../publish/smoke.ts';
import { summarizeSuccess } from '../publish/summary.ts';
import { releaseIsBusy } from '../release/busy.ts';
import { lonelyServices } from '../rollout/services.ts';
import { readWorkloads } from '../rollout/workload-table.ts';
import type { SmokeAnswer } from '../smoke/answer.ts';
import type { Prepared } from './prepare.ts';

/** A deploy that became healthy. */
export interface Healthy {
  /** What helm has applied. */
  readonly applied: Rendered;
  /** All revisions from before it, oldest first. */
  readonly history: readonly Revision[];
  /** What the smoke test was told; none without one. */
  readonly answers: readonly SmokeAnswer[];
  /** How long it took. */
  readonly seconds: number;
}

/**
 * Asks how release and workloads stand after a deploy that is healthy, and tells it.
 *
 * @throws ExternalError HELM_BUSY when the revision in force is not that of this deploy any more.
 */
export async function confirm(
  context: DeployContext,
  { helm, kube }: Prepared,
  { applied, history, answers, seconds }: Healthy,
): Promise<void> {
  const now = await helm.history();
  const newest = now.at(-1);
  const revision = (history.at(-1)?.revision ?? 0) + 1;
  if (newest?.revision !== revision) throw tellReplaced(context, revision, now);
  const previous = lastDeployed(history);
  const same =
    previous !== undefined && (await helm.manifest(previous.revision)) === (await helm.manifest(revision));
  const rows = await readWorkloads(kube, applied.workloads);
  const outcome = same ? 'unchanged' : 'deployed';
  const passed = describePassed(answers);
  const healthy = `revision ${revision} is healthy after ${seconds.toFixed(1)} s`;
  const reason = passed === '' ? healthy : `${healthy}; ${passed}`;
  context.output('revision', String(revision));
  context.settle(outcome, reason);
  context.output('image', rows[0]?.image ?? applied.images[0] ?? '');
  tellNoFailure(context);
  context.report.addVerdict({ name: 'rollout', outcome: 'success', reason: healthy });
  if (passed !== '') context.report.addVerdict({ name: 'smoke test', outcome: 'success', reason: passed });
  context.log.info(`revision ${revision} ${outcome} and healthy after ${seconds.toFixed(1)} s`);
  const lonely = await lonelyServices(kube, applied.objects);
  for (const line of lonely) context.log.warn(line);
  summarizeSuccess(context, {
    revision,
    outcome,
    rows,
    seconds,
    previous,
    answers,
    chart: newest.chart,
    notes: lonely,
  });
}

/** Another run has rolled back or deployed since: what was healthy may not run any more. */
function tellReplaced(context: DeployContext, revision: number, now: readonly Revision[]): Error {
  const { inputs, report } = context;
  const newest = now.at(-1);
  const found = newest === undefined ? 'gone' : `at revision ${newest.revision} (${newest.description})`;
  const reason = `another run changed release ${inputs.release} at the same time: this deploy was to be revision ${revision}, but the release is ${found}`;
  context.output('revision', String(lastDeployed(now)?.revision ?? ''));
  context.output('failed-object', `Release ${inputs.release}`);
  context.settle('failed', reason);
  context.output('failed-revision', String(revision));
  context.output('restored-revision', '');
  report.addVerdict({ name: 'rollout', outcome: 'failure', reason });
  return releaseIsBusy(reason);
}
