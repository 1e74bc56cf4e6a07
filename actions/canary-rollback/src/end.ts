import { removeLeftLayers } from '@fairlead/helm';
import { endRollout, warnIfNoRollout } from './argo/end-rollout.ts';
import { type SavedState, STATE } from './canary/saved.ts';
import { type Connect, openPatientTarget } from './cluster/connect.ts';
import { endRun } from './commands/end-run.ts';
import type { CanaryContext } from './context.ts';

/** The post phase: ends what the main phase began. */
export async function runPost(context: CanaryContext, connect: Connect): Promise<void> {
  await removeLeftLayers(context); // values for helm, of a run that was killed while it rendered
  const saved = context.readState<SavedState>(STATE);
  if (saved === undefined || saved.outcome === 'settled') return;
  if (saved.outcome === 'passed' && context.inputs.finish === 'separate') return;
  const target = await openPatientTarget(context, connect);
  if (saved.outcome === 'rollout') return endRollout(context, target, saved.change);
  if (saved.outcome === 'missing' && context.inputs.backend === 'argo-rollouts')
    return warnIfNoRollout(context, target);
  await endRun(context, target, saved);
}
