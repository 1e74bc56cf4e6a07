import { countOf, type FairleadError, InputError } from '@fairlead/core';
import { digestIn, shortImage } from '@fairlead/oci';
import { findCanary, recoverLeftovers } from '../canary/leftovers.ts';
import { runCanary } from '../canary/run-canary.ts';
import type { RunRecord } from '../canary/run-record.ts';
import { type SavedState, STATE } from '../canary/saved.ts';
import { findRunProblems } from '../checks.ts';
import { unlessForbidden } from '../cluster/rights.ts';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import type { Drill } from '../drill/drill.ts';
import { openOrdeal, ordealWords } from '../drill/ordeal.ts';
import { lastGood, readHistory, rejectionOf } from '../journal/history.ts';
import { inspect, inspectOnce, type RunPlan } from '../plan/inspect.ts';
import { withMeasurement } from '../plan/measure.ts';
import type { MeasuredPlan } from '../plan/measurement.ts';
import { publishEvidence } from '../publish/evidence.ts';
import { describePlan } from '../publish/plan-table.ts';
import { recordRun, stateOf } from '../publish/record.ts';
import { recordRollback } from '../telling/github-deployment.ts';
import { type Announcer, createAnnouncer } from '../telling/webhook.ts';
import { assertNoProduction } from './check-drill.ts';

/** Starts a canary and judges it, or says why there is none to start. */
export async function startRun(context: CanaryContext, target: Target): Promise<void> {
  const { inputs } = context;
  const begun = (await findCanary(context, target)) !== undefined;
  if (begun && !inputs.dryRun)
    await context.stage('look for leftovers', () => recoverLeftovers(context, target));
  const late = begun ? await findRunProblems(inputs, context, target) : []; // else the checks had a look at it
  if (late.length > 0) throw new InputError(late);
  const found = await inspectOnce(context, target);
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
      return carryOut(context, target, found);
  }
}

function skip(context: CanaryContext, outcome: 'unchanged' | 'no-stable', words: string): void {
  context.log.notice(words);
  context.settle(outcome, words);
  context.report.addVerdict({ name: 'canary', outcome: 'skipped', reason: words });
  context.summarize(`No canary: ${words}.`);
}

async function carryOut(context: CanaryContext, target: Target, found: RunPlan): Promise<void> {
  const plan = await withMeasurement(context, target, found);
  if (context.inputs.dryRun) showPlan(context, plan);
  else await runPlanned(context, target, plan);
}

function showPlan(context: CanaryContext, plan: MeasuredPlan): void {
  for (const line of plan.notices) context.log.notice(line);
  context.log.notice('dry run: this is what would be done; nothing was changed');
  const markdown = describePlan(plan);
  context.log.info(markdown);
  context.summarize(`**Dry run**: this is what would be done. Nothing was changed.\n\n${markdown}`);
  setDigests(context, plan);
  const steps = countOf(plan.steps.steps.length, 'step');
  context.settle('dry-run', `would start a canary of ${shortImage(plan.image.text)} in ${steps}`);
}

async function runPlanned(context: CanaryContext, target: Target, plan: MeasuredPlan): Promise<void> {
  setDigests(context, plan);
  await tellHistory(context, target, plan);
  const { workload, namespace } = target;
  const announcer = createAnnouncer(context, { workload, namespace, image: plan.image.text });
  if (context.inputs.verify === 'chaos') assertNoProduction(context, target);
  const ordeal = await openOrdeal(context, target);
  const record = await runUnder(ordeal, async () => {
    const first = await runCanary(context, target, plan, announcer, ordeal);
    return runOnceMoreByWeights(context, target, first, announcer, ordeal);
  });
  recordRun(context, record);
  const tried = ordealWords(ordeal, record.failure !== undefined, context.inputs);
  if (tried !== undefined) {
    context.log.notice(tried);
    context.summarize(`Tried hard: ${tried}.`);
  }
  await publishEvidence(context, record.rollback?.evidence);
  if (record.failure !== undefined) await tellFailure(context, record.failure, record, announcer);
  await announcer.done();
  if (record.failure !== undefined) throw record.failure;
  context.log.notice(
    `canary of ${target.workload} passed; it keeps serving until stable is promoted; ${whoEnds(context)}`,
  );
}

/** Whatever becomes of the canary, the fault is over then. */
async function runUnder(ordeal: Drill | undefined, work: () => Promise<RunRecord>): Promise<RunRecord> {
  try {
    return await work();
  } finally {
    await ordeal?.end();
  }
}

/** What became of earlier versions is worth knowing; who may not read it goes on without. */
async function tellHistory(context: CanaryContext, target: Target, plan: RunPlan): Promise<void> {
  const history = (await unlessForbidden(() => readHistory(target))) ?? [];
  const good = lastGood(history);
  if (good !== undefined) context.output('last-good-digest', good.digest);
  const before = rejectionOf(history, plan.image.digest);
  if (before !== undefined)
    context.log.notice(
      `this version was rolled back once, at ${before.at}, by ${before.by}; it is tried again`,
    );
}

/** Each of those who want to know is told once, when all is over. */
async function tellFailure(
  context: CanaryContext,
  failure: FairleadError,
  record: RunRecord,
  announcer: Announcer,
): Promise<void> {
  const words = `${failure.code}: ${failure.message}`;
  announcer.say(stateOf(record), words);
  if (record.rollback !== undefined) await recordRollback(context, words);
}

/** Failures of an overlay that are the gateway's, not the new version's. */
const OVERLAY_FAILED: readonly string[] = ['CANARY_OVERLAY_IGNORED', 'CANARY_ROUTE_REFUSED'];

/** Where an overlay turns out not to work, the weights of the user's route are edited, as `auto` says. */
async function runOnceMoreByWeights(
  context: CanaryContext,
  target: Target,
  record: RunRecord,
  announcer: Announcer,
  ordeal: Drill | undefined,
): Promise<RunRecord> {
  const { inputs, log } = context;
  const { failure, plan } = record;
  const failed = failure !== undefined && OVERLAY_FAILED.includes(failure.code);
  if (!failed || inputs.gatewayMode !== 'auto' || plan.traffic.provider !== 'gateway') return record;
  const again = await inspect(context, target, { ...inputs, gatewayMode: 'weights' });
  if (again.kind !== 'canary') return record;
  log.notice(`${failure.message}; it begins again with the weights of your own route`);
  return runCanary(context, target, await withMeasurement(context, target, again), announcer, ordeal);
}

/** Without a runner nobody runs post steps. */
function whoEnds({ host, inputs }: CanaryContext): string {
  return host.kind === 'local' || inputs.finish === 'separate'
    ? 'run this action with command finish then'
    : 'the post step ends it then';
}

function setDigests(context: CanaryContext, plan: RunPlan): void {
  context.output('stable-digest', digestIn(plan.container.image) ?? '');
  context.output('canary-digest', plan.image.digest);
}
