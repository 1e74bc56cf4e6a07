import { markdownTable } from '@fairlead/core';
import { endCanary } from '../canary/undo.ts';
import { digestOf, shortImage } from '../cluster/image.ts';
import { samplePods } from '../cluster/pod-health.ts';
import { getStable, rolloutOf, type Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { holderWords } from '../journal/journal.ts';
import { readJournal } from '../journal/journal-store.ts';
import { notice } from '../notice.ts';
import { openProvider } from '../traffic/open-provider.ts';
import { finishCanary } from './finish-canary.ts';
import { findStray } from './recover.ts';

/** Says how a canary stands. Changes nothing. */
export async function showStatus(context: CanaryContext, target: Target): Promise<void> {
  const [stored, stable] = await Promise.all([readJournal(target), getStable(target)]);
  const image = stable?.spec.template.spec.containers[0]?.image ?? '';
  const rows: [string, string][] = [
    [
      'Stable',
      stable === undefined ? 'does not exist' : `${shortImage(image)}, ${rolloutOf(stable).message}`,
    ],
  ];
  let share = 0;
  if (stored === undefined) {
    rows.push(['Canary', 'none is under way']);
  } else {
    const { journal, heartbeat } = stored;
    const [traffic, pods] = await Promise.all([openProvider(target, journal).read(), samplePods(target)]);
    share = traffic.share;
    rows.push(
      [
        'Canary',
        `${shortImage(journal.canaryImage)}, ${pods.ready} of ${pods.desired} ready, ${pods.restarts} restarts`,
      ],
      ['Phase', `${journal.phase}, step ${journal.step + 1} of ${journal.steps.length}`],
      ['Traffic', `${share.toFixed(1)} % to the canary (${traffic.where})`],
      ['Held by', `${holderWords(journal.holder)} since ${journal.startedAt}, last seen ${heartbeat}`],
    );
  }
  for (const [name, value] of rows) context.log.info(`${name.padEnd(8)} ${value}`);
  const phase = stored?.journal.phase ?? 'idle';
  const head = `Canary of \`${target.workload}\`: **${phase}**`;
  context.summarize(`${head}\n\n${markdownTable(['What', 'Now'], rows)}`);
  context.output('outcome', phase);
  context.output('share', String(Number(share.toFixed(1))));
  context.output('stable-digest', digestOf(stored?.journal.stableImage ?? image) ?? '');
  context.output('canary-digest', stored?.journal.canaryDigest ?? '');
}

/** Takes a canary back, whoever runs it; that run sees it and stops. */
export async function abortCanary(context: CanaryContext, target: Target): Promise<void> {
  const { clock, log, inputs } = context;
  const journal = (await readJournal(target))?.journal ?? (await findStray(target, context));
  if (journal === undefined) return nothingToDo(context, target);
  if (inputs.dryRun) return notice(context, `would take back the canary of ${holderWords(journal.holder)}`);
  const undo = await context.stage('take the canary back', () => endCanary({ target, clock, log }, journal));
  const words = `canary of ${target.workload} aborted; traffic is back on stable (undone in ${undo.seconds.toFixed(1)} s)`;
  notice(context, words);
  context.output('outcome', 'aborted');
  context.output('verdict', words);
  context.summarize(words);
}

/** Ends a canary that passed in an earlier job. */
export async function finishByCommand(context: CanaryContext, target: Target): Promise<void> {
  const stored = await readJournal(target);
  if (stored === undefined) return nothingToDo(context, target);
  if (context.inputs.dryRun) return notice(context, `would finish the canary, phase ${stored.journal.phase}`);
  const result = await finishCanary(context, target, stored.journal);
  context.output('outcome', 'finished');
  context.output('stable-digest', stored.journal.canaryDigest);
  context.summarize(
    `Stable runs ${shortImage(stored.journal.canaryImage)} (${result.stable}); the canary is removed.`,
  );
}

function nothingToDo(context: CanaryContext, { workload }: Target): void {
  notice(context, `there is no canary of ${workload}`);
  context.output('outcome', 'idle');
}
