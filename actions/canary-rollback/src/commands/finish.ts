import { shortImage } from '@fairlead/oci';
import { findLiveJournal, rollBackFound } from '../canary/leftovers.ts';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { makeHolder } from '../journal/holder.ts';
import { holderWords, type Journal } from '../journal/journal.ts';
import { lockedBy, readJournal, seizeJournal } from '../journal/journal-store.ts';
import { showDryRun } from './dry-run.ts';
import { finishCanary, notPromoted } from './finish-canary.ts';
import { nothingToDo } from './nothing-to-do.ts';
/**
 * Ends a canary that passed in an earlier job. One whose run ended before it passed is rolled back.
 *
 * @throws PolicyError CANARY_LOCKED while a run observes it; CANARY_NOT_PROMOTED.
 */
export async function finishByCommand(context: CanaryContext, target: Target): Promise<void> {
  const journal = (await readJournal(target))?.journal;
  if (journal === undefined) return nothingToDo(context, target);
  const live = journal.phase === 'passed' ? undefined : await findLiveJournal(context, target);
  if (live !== undefined) throw lockedBy(target, live);
  if (context.inputs.dryRun) {
    return showDryRun(context, `would finish the canary, phase ${journal.phase}`);
  }
  if (journal.phase !== 'passed') return endUnfinished(context, target, journal);
  const taken = { holder: makeHolder(context), phase: 'passed' } as const;
  const result = await finishCanary(context, target, await seizeJournal(target, journal, taken));
  context.settle('finished', `stable runs ${shortImage(journal.canaryImage)} (${result.stable})`);
  context.output('share', '0');
  context.output('stable-digest', journal.canaryDigest);
  context.summarize(
    `Stable runs ${shortImage(journal.canaryImage)} (${result.stable}); the canary is removed.`,
  );
}

async function endUnfinished(context: CanaryContext, target: Target, journal: Journal): Promise<never> {
  await context.stage('roll the canary back', () =>
    rollBackFound(context, target, { journal, stored: true }),
  );
  context.settle('aborted');
  context.output('share', '0');
  const reason = `${holderWords(journal.holder)} ended in phase ${journal.phase}, before a verdict`;
  throw notPromoted(
    `${shortImage(journal.canaryImage)} did not pass as canary: ${reason}; all traffic is on stable and the canary is removed`,
  );
}
