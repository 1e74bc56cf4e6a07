import { CancelledError } from '@fairlead/core';
import type { DeployContext } from '../context.ts';
import { takeBaseline } from './baseline.ts';
import type { ChangeEnd, Supervision } from './change.ts';
import { startHelm } from './helm-run.ts';
import { watchChange } from './watch-change.ts';
import { viewWorkloads } from './workload-view.ts';

/**
 * Runs helm and watches what its change does. A fatal finding ends it at once: evidence first, for the roll back
 * removes the pods, then helm is interrupted, so that it writes down that the revision failed. Helm has ended in any
 * case when this returns or throws.
 *
 * @throws CancelledError when the run is cancelled; helm was interrupted then.
 */
export async function supervise(context: DeployContext, supervision: Supervision): Promise<ChangeEnd> {
  const { kube, workloads, change } = supervision;
  const watching = new AbortController();
  const interrupt = new AbortController();
  const view = await viewWorkloads(context, kube, workloads, watching.signal);
  const baseline = takeBaseline(view.everything());
  const helm = startHelm(change, AbortSignal.any([context.signal, interrupt.signal]));
  let verdict: ChangeEnd | undefined;
  try {
    verdict = await watchChange({ context, supervision, view, baseline, helm });
  } finally {
    interrupt.abort();
    await helm.ended;
    watching.abort();
    await view.ended;
  }
  // What is healthy stays, however late the cancellation came; everything else is left to the post step.
  if (verdict === undefined || (context.signal.aborted && verdict.kind !== 'healthy'))
    throw new CancelledError('waiting for the rollout');
  const end = helm.end(); // it may have come to this after something of the other run's looked fatal
  return end?.kind === 'busy' ? end : verdict;
}
