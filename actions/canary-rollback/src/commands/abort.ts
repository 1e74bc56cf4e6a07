import { findCanary, rollBackFound } from '../canary/leftovers.ts';
import { rollbackWords } from '../canary/roll-back.ts';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { holderWords } from '../journal/journal.ts';

import { showDryRun } from './dry-run.ts';
import { nothingToDo } from './nothing-to-do.ts';
/** Rolls a canary back, whoever runs it; that run sees it and stops. */
export async function abortCanary(context: CanaryContext, target: Target): Promise<void> {
  const { inputs } = context;
  const found = await findCanary(context, target);
  if (found === undefined) return nothingToDo(context, target);
  if (inputs.dryRun) {
    return showDryRun(context, `would roll back the canary of ${holderWords(found.journal.holder)}`);
  }
  const rollback = await context.stage('roll the canary back', () => rollBackFound(context, target, found));
  const words = `canary of ${target.workload} aborted; ${rollbackWords(rollback)}`;
  context.log.notice(words);
  context.settle('aborted', words);
  context.output('share', '0');
  context.summarize(words);
}
