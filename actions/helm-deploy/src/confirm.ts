import type { Prepared } from './prepare.ts';
import { lastDeployed, type Revision } from './release/history.ts';
import type { Rendered } from './release/rendered.ts';
import { readWorkloads } from './rollout/workload-table.ts';
import { summarizeSuccess } from './summary.ts';
import type { DeployContext } from './types.ts';

/** Asks how release and workloads stand after a deploy that is healthy, and tells it. `history`: from before. */
export async function confirm(
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
  context.report.addVerdict({
    name: 'rollout',
    outcome: 'success',
    reason: `revision ${revision} is healthy after ${seconds.toFixed(1)} s`,
  });
  context.log.info(`revision ${revision} ${status} and healthy after ${seconds.toFixed(1)} s`);
  summarizeSuccess(context, { revision, status, rows, seconds, previous, chart: newest?.chart ?? '' });
}
