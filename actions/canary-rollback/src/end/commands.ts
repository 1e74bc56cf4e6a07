import { markdownTable } from '@fairlead/core';
import { rolloutStatus } from '@fairlead/kube';
import { digestIn, shortImage } from '@fairlead/oci';
import { runningImage } from '../cluster/containers.ts';
import { samplePods } from '../cluster/pod-health.ts';
import { getStable, type Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { makeHolder } from '../journal/holder.ts';
import { holderWords, type Journal } from '../journal/journal.ts';
import { lockedBy, readJournal, type StoredJournal, seizeJournal } from '../journal/journal-store.ts';
import { openProvider } from '../traffic/open-provider.ts';
import { finishCanary, notPromoted } from './finish-canary.ts';
import { findCanary, findLiveJournal, takeBack } from './recover.ts';

/** Says how a canary stands. Changes nothing. */
export async function showStatus(context: CanaryContext, target: Target): Promise<void> {
  const { inputs } = context;
  const [stored, stable] = await Promise.all([readJournal(target), getStable(target)]);
  const image =
    stable === undefined ? '' : runningImage(stable, stored?.journal.container ?? inputs.container);
  const stableWords =
    stable === undefined ? 'does not exist' : `${shortImage(image)}, ${rolloutStatus(stable).message}`;
  const canary = stored === undefined ? noCanary : await describeCanary(target, stored);
  const rows: Row[] = [['Stable', stableWords], ...canary.rows];
  for (const [name, value] of rows) context.log.info(`${name.padEnd(8)} ${value}`);
  const phase = stored?.journal.phase ?? 'idle';
  const head = `Canary of \`${target.workload}\`: **${phase}**`;
  context.summarize(`${head}\n\n${markdownTable(['What', 'Now'], rows)}`);
  context.output('outcome', phase);
  context.output('share', String(Number(canary.share.toFixed(1))));
  context.output('stable-digest', digestIn(image) ?? '');
  context.output('canary-digest', stored?.journal.canaryDigest ?? '');
}

type Row = readonly [string, string];

interface CanaryStatus {
  readonly rows: readonly Row[];
  /** The canary's share of traffic in percent. */
  readonly share: number;
}

const noCanary: CanaryStatus = { rows: [['Canary', 'none is under way']], share: 0 };

async function describeCanary(target: Target, { journal, heartbeat }: StoredJournal): Promise<CanaryStatus> {
  const [{ share, where }, pods] = await Promise.all([
    openProvider(target, journal).read(),
    samplePods(target),
  ]);
  const steps = journal.steps.length;
  const canary = `${shortImage(journal.canaryImage)}, ${pods.ready} of ${pods.desired} ready, ${pods.restarts} restarts`;
  const step = journal.step < 0 ? `before step 1 of ${steps}` : `step ${journal.step + 1} of ${steps}`;
  const rows: Row[] = [
    ['Canary', canary],
    ['Phase', `${journal.phase}, ${step}`],
    ['Traffic', `${share.toFixed(1)} % to the canary (${where})`],
    ['Held by', `${holderWords(journal.holder)} since ${journal.startedAt}, last seen ${heartbeat}`],
  ];
  return { rows, share };
}

/** Takes a canary back, whoever runs it; that run sees it and stops. */
export async function abortCanary(context: CanaryContext, target: Target): Promise<void> {
  const { inputs } = context;
  const found = await findCanary(context, target);
  if (found === undefined) return nothingToDo(context, target);
  if (inputs.dryRun) {
    context.output('outcome', 'planned');
    return context.log.notice(`would take back the canary of ${holderWords(found.journal.holder)}`);
  }
  const undo = await context.stage('take the canary back', () => takeBack(context, target, found));
  const words = `canary of ${target.workload} aborted; traffic is back on stable (undone in ${undo.seconds.toFixed(1)} s)`;
  context.log.notice(words);
  context.output('outcome', 'aborted');
  context.output('share', '0');
  context.output('verdict', words);
  context.summarize(words);
}

/**
 * Ends a canary that passed in an earlier job. One whose run ended before it passed is taken back.
 *
 * @throws PolicyError CANARY_LOCKED while a run observes it; CANARY_NOT_PROMOTED.
 */
export async function finishByCommand(context: CanaryContext, target: Target): Promise<void> {
  const journal = (await readJournal(target))?.journal;
  if (journal === undefined) return nothingToDo(context, target);
  const live = journal.phase === 'passed' ? undefined : await findLiveJournal(context, target);
  if (live !== undefined) throw lockedBy(target, live);
  if (context.inputs.dryRun) {
    context.output('outcome', 'planned');
    return context.log.notice(`would finish the canary, phase ${journal.phase}`);
  }
  if (journal.phase !== 'passed') return endUnfinished(context, target, journal);
  const taken = { holder: makeHolder(context), phase: 'passed' } as const;
  const result = await finishCanary(context, target, await seizeJournal(target, journal, taken));
  context.output('outcome', 'finished');
  context.output('share', '0');
  context.output('stable-digest', journal.canaryDigest);
  context.summarize(
    `Stable runs ${shortImage(journal.canaryImage)} (${result.stable}); the canary is removed.`,
  );
}

async function endUnfinished(context: CanaryContext, target: Target, journal: Journal): Promise<never> {
  await context.stage('take the canary back', () => takeBack(context, target, { journal, stored: true }));
  context.output('outcome', 'aborted');
  context.output('share', '0');
  const reason = `${holderWords(journal.holder)} ended in phase ${journal.phase}, before a verdict`;
  throw notPromoted(`${shortImage(journal.canaryImage)} did not pass as canary: ${reason}`);
}

function nothingToDo(context: CanaryContext, { workload }: Target): void {
  context.log.notice(`there is no canary of ${workload}`);
  context.output('outcome', 'idle');
}
