import { findCanary, takeBack } from '../canary/leftovers.ts';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { holderWords } from '../journal/journal.ts';

import { nothingToDo } from './nothing-to-do.ts';
/** Takes a canary back, whoever runs it; that run sees it and stops. */
export async function abortCanary(context: CanaryContext, target: Target): Promise<void> {
  const { inputs } = context;
  const found = await findCanary(context, target);
  if (found === undefined) return nothingToDo(context, target);
  if (inputs.dryRun) {
    const plan = `would take back the canary of ${holderWords(found.journal.holder)}`;
    context.settle('dry-run', plan);
    return context.log.notice(plan);
  }
  const undo = await context.stage('take the canary back', () => takeBack(context, target, found));
  const words = `canary of ${target.workload} aborted; traffic is back on stable (undone in ${undo.seconds.toFixed(1)} s)`;
  context.log.notice(words);
  context.settle('aborted', words);
  context.output('share', '0');
  context.output('verdict', words);
  context.summarize(words);
}
