import type { Rendered } from '../chart/rendered.ts';
import type { DeployContext } from '../context.ts';
import { lastDeployed, type Revision } from '../helm/history.ts';
import { summarizeSuccess } from '../publish/summary.ts';
import { releaseIsBusy } from '../release/busy.ts';
import { readWorkloads } from '../rollout/workload-table.ts';
import type { Prepared } from './prepare.ts';

/** A deploy that became healthy. */
export interface Healthy {
  readonly rendered: Rendered;
  /** All revisions from before it, oldest first. */
  readonly history: readonly Revision[];
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
  { rendered, history, seconds }: Healthy,
): Promise<void> {
  const now = await helm.history();
  const newest = now.at(-1);
  const revision = (history.at(-1)?.revision ?? 0) + 1;
  if (newest?.revision !== revision) throw tellReplaced(context, revision, now);
  const previous = lastDeployed(history);
  const same =
    previous !== undefined && (await helm.manifest(previous.revision)) === (await helm.manifest(revision));
  const rows = await readWorkloads(kube, rendered.workloads);
  const status = same ? 'unchanged' : 'deployed';
  context.output('revision', String(revision));
  context.output('status', status);
  context.output('image', rows[0]?.image ?? context.inputs.image ?? rendered.images[0] ?? '');
  for (const name of ['failed-object', 'failure-reason', 'failed-revision', 'restored-revision'] as const)
    context.output(name, '');
  context.report.addVerdict({
    name: 'rollout',
    outcome: 'success',
    reason: `revision ${revision} is healthy after ${seconds.toFixed(1)} s`,
  });
  context.log.info(`revision ${revision} ${status} and healthy after ${seconds.toFixed(1)} s`);
  summarizeSuccess(context, { revision, status, rows, seconds, previous, chart: newest.chart });
}

/** Another run has rolled back or deployed since: what was healthy may not run any more. */
function tellReplaced(context: DeployContext, revision: number, now: readonly Revision[]): Error {
  const { inputs, report } = context;
  const newest = now.at(-1);
  const found = newest === undefined ? 'gone' : `at revision ${newest.revision} (${newest.description})`;
  const reason = `another run changed release ${inputs.release}: revision ${revision} became healthy, but the release is ${found}`;
  context.output('status', 'failed');
  context.output('revision', String(lastDeployed(now)?.revision ?? ''));
  context.output('failed-object', `Release ${inputs.release}`);
  context.output('failure-reason', reason);
  context.output('failed-revision', String(revision));
  context.output('restored-revision', '');
  report.addVerdict({ name: 'rollout', outcome: 'failure', reason });
  return releaseIsBusy(reason);
}
