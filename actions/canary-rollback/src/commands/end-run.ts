import { shortImage } from '@fairlead/oci';
import { endCanary } from '../canary/roll-back.ts';
import type { SavedState } from '../canary/saved.ts';
import { runningImage } from '../cluster/containers.ts';
import { getStable, type Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { readJournal } from '../journal/journal-store.ts';
import { publishEvidence } from '../publish/evidence.ts';
import { finishCanary } from './finish-canary.ts';

/** Ends a canary that the main phase began. */
export async function endRun(
  context: CanaryContext,
  target: Target,
  saved: Extract<SavedState, { outcome: 'started' | 'passed' | 'missing' }>,
): Promise<void> {
  if (saved.outcome === 'missing') return warnIfStillMissing(context, target);
  const journal = (await readJournal(target))?.journal;
  const ours = journal?.holder.token === saved.token;
  if (journal === undefined || !ours) {
    if (saved.outcome === 'passed') await tellEndedElsewhere(context, target);
    return;
  }
  const { clock, log } = context;
  if (saved.outcome === 'passed') {
    const result = await finishCanary(context, target, journal);
    context.summarize(
      `Stable runs ${shortImage(journal.canaryImage)} (${result.stable}); the canary is removed.`,
    );
    return;
  }
  context.log.notice('the main step ended before it could roll the canary back; that is done now');
  const rollback = await endCanary({ target, clock, log, keepEvidence: true }, journal);
  await publishEvidence(context, rollback.evidence);
  context.summarize(
    `The canary is rolled back (${rollback.seconds.toFixed(1)} s); stable: ${rollback.stable}.`,
  );
}

/** The deploy between main and post makes the workload, unless its name is wrong. */
async function warnIfStillMissing({ inputs, log }: CanaryContext, target: Target): Promise<void> {
  if (inputs.finish === 'separate' || (await getStable(target)) !== undefined) return;
  const { workload, namespace } = target;
  log.warn(
    `Deployment ${workload} still does not exist in namespace ${namespace}; if it was installed just now, the input workload is wrong, and no canary will ever run`,
  );
}

async function tellEndedElsewhere(context: CanaryContext, target: Target): Promise<void> {
  const stable = await getStable(target);
  const image = stable === undefined ? '' : runningImage(stable, context.inputs.container);
  context.log.notice(
    `the canary was ended already, by somebody else or by its fuse (promote-within); stable runs ${shortImage(image) || 'nothing'}`,
  );
}
