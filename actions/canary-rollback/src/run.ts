import { InputError } from '@fairlead/core';
import { digestIn, shortImage } from '@fairlead/oci';
import { endCanary } from './canary/undo.ts';
import { runningImage } from './cluster/containers.ts';
import { getStable, type Target } from './cluster/target.ts';
import type { CanaryContext } from './context.ts';
import { abortCanary, finishByCommand, showStatus } from './end/commands.ts';
import { finishCanary } from './end/finish-canary.ts';
import { findCanary, recoverLeftovers } from './end/recover.ts';
import { readJournal } from './journal/journal-store.ts';
import { findRunProblems } from './prepare/check.ts';
import { type Connect, openPatientTarget } from './prepare/connect.ts';
import { inspect, type RunPlan } from './prepare/inspect.ts';
import { describePlan } from './report/plan-table.ts';
import { runCanary } from './run/run-canary.ts';
import { type SavedState, STATE } from './run/saved.ts';

/** The main phase. */
export async function runMain(context: CanaryContext, connect: Connect): Promise<void> {
  const target = await openPatientTarget(context, connect);
  switch (context.inputs.command) {
    case 'status':
      return showStatus(context, target);
    case 'abort':
      return abortCanary(context, target);
    case 'finish':
      return finishByCommand(context, target);
    case 'run':
      return runFromStart(context, target);
  }
}

async function runFromStart(context: CanaryContext, target: Target): Promise<void> {
  const { inputs } = context;
  const begun = (await findCanary(context, target)) !== undefined;
  if (begun && !inputs.dryRun)
    await context.stage('look for leftovers', () => recoverLeftovers(context, target));
  const late = begun ? await findRunProblems(inputs, context, target) : []; // else the checks had a look at it
  if (late.length > 0) throw new InputError(late);
  const found = await inspect(target, inputs);
  switch (found.kind) {
    case 'problems':
      throw new InputError(found.problems); // it was fine a moment ago, in the check
    case 'no-stable':
      if (!found.installed) context.saveState(STATE, { outcome: 'missing' } satisfies SavedState);
      return skip(context, 'no-stable', `${found.reason}; helm-deploy installs it`);
    case 'unchanged':
      context.output('stable-digest', found.digest);
      return skip(context, 'unchanged', `${target.workload} runs ${shortImage(inputs.image ?? '')} already`);
    case 'canary':
      return inputs.dryRun ? showPlan(context, found) : runPlanned(context, target, found);
  }
}

function skip(context: CanaryContext, outcome: string, words: string): void {
  context.log.notice(words);
  context.output('outcome', outcome);
  context.output('verdict', words);
  context.report.addVerdict({ name: 'canary', outcome: 'skipped', reason: words });
  context.summarize(`No canary: ${words}.`);
}

function showPlan(context: CanaryContext, plan: RunPlan): void {
  for (const line of plan.notices) context.log.notice(line);
  const markdown = describePlan(plan);
  context.log.info(markdown);
  context.summarize(markdown);
  context.output('outcome', 'planned');
  setDigests(context, plan);
}

async function runPlanned(context: CanaryContext, target: Target, plan: RunPlan): Promise<void> {
  setDigests(context, plan);
  await runCanary(context, target, plan);
}

function setDigests(context: CanaryContext, plan: RunPlan): void {
  context.output('stable-digest', digestIn(plan.container.image) ?? '');
  context.output('canary-digest', plan.image.digest);
}

/** The post phase: ends what the main phase began. */
export async function runPost(context: CanaryContext, connect: Connect): Promise<void> {
  const saved = context.readState<SavedState>(STATE);
  if (saved === undefined) return;
  if (saved.outcome === 'passed' && context.inputs.finish === 'separate') return;
  const target = await openPatientTarget(context, connect);
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
  context.log.notice('the main step ended before it could take the canary back; that is done now');
  const undo = await endCanary({ target, clock, log }, journal);
  context.summarize(`The canary is taken back (${undo.seconds.toFixed(1)} s); stable: ${undo.stable}.`);
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
  context.log.notice(`the canary was ended by somebody else; stable runs ${shortImage(image) || 'nothing'}`);
}
