import { classifyError } from '@fairlead/core';
import { shortImage } from '@fairlead/oci';
import { canaryServiceName } from '../cluster/names.ts';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { ownedByFuse, ownedByTrafficFuse } from '../fuse/fuse.ts';
import { JournalKeeper } from '../journal/heartbeat.ts';
import { makeHolder } from '../journal/holder.ts';
import type { Holder } from '../journal/journal.ts';
import { Timeline } from '../observe/timeline.ts';
import type { MeasuredPlan } from '../plan/measurement.ts';
import { openSource } from '../plan/open-source.ts';
import type { Announcer } from '../telling/webhook.ts';
import { servedBy } from '../traffic/provider.ts';
import { openTraffic, providerOf } from '../traffic/registry.ts';
import { createCanary } from './create-canary.ts';
import { goBack, type RunEnd } from './go-back.ts';
import type { RunRecord } from './run-record.ts';
import { type SavedState, STATE } from './saved.ts';
import { takeWorkload } from './take-workload.ts';
import { waitReady } from './wait-ready.ts';
import { type DrillHooks, type Run, rulesOf, stopIfCancelled, walkSteps, witnessOf } from './walk-steps.ts';

/** Runs a canary to its verdict. Whatever goes wrong, the traffic is back on stable when this returns a failure. */
export async function runCanary(
  context: CanaryContext,
  target: Target,
  plan: MeasuredPlan,
  announcer: Announcer,
  drill?: DrillHooks,
): Promise<RunRecord> {
  const { clock } = context;
  const started = clock.monotonic();
  stopIfCancelled(context, 'preparing the canary');
  const holder = makeHolder(context);
  const timeline = new Timeline();
  context.saveState(STATE, { token: holder.token, outcome: 'started' } satisfies SavedState);
  const journal = await takeWorkload(context, target, plan, holder);
  const keeper = new JournalKeeper(target, clock, journal, context.inputs.lease);
  context.log.notice(plan.measured.words);
  const source = openSource(context, target, plan, witnessOf(plan));
  const run: Run = {
    context,
    target,
    plan,
    keeper,
    traffic: openTraffic(target, journal.traffic),
    source,
    users: plan.baseline ? openSource(context, target, plan, 'stable') : source,
    timeline,
    announcer,
    drill,
  };
  const end = await runToVerdict(run, holder);
  const seconds = (clock.monotonic() - started) / 1000;
  const promotedBy = promoterOf(run);
  return { plan, timeline, rules: rulesOf(run), seconds, promotedBy, ...end };
}

/** Somebody who promotes a canary that has passed all of its steps anyway has changed nothing. */
function promoterOf({ plan, keeper, timeline }: Run): string | undefined {
  const { order } = keeper;
  const last = timeline.polls.at(-1);
  const whole = last?.step === plan.steps.steps.length - 1 && last.decision.kind === 'advance';
  return order?.kind === 'promote' && !whole ? order.by : undefined;
}

/** Never throws: a failure comes back with what was done about it. */
async function runToVerdict(run: Run, { token }: Holder): Promise<RunEnd> {
  const { context, keeper } = run;
  try {
    await context.stage('prepare the canary', () => prepare(run));
    await walkSteps(run);
    run.drill?.assertFound();
    await keeper.note({ phase: 'passed' });
    context.saveState(STATE, { token, outcome: 'passed' } satisfies SavedState);
    run.announcer.say('passed', `${shortImage(run.plan.image.text)} passed; it waits for its deploy`);
    return { failure: undefined, rollback: undefined, verification: undefined };
  } catch (thrown) {
    const ending = { ...run, source: run.users, journal: keeper.journal, rules: rulesOf(run) };
    return goBack(ending, classifyError(thrown));
  }
}

async function prepare({ context, target, plan, keeper, source, users, traffic }: Run): Promise<void> {
  const { clock, log, signal, inputs } = context;
  for (const line of plan.notices) context.log.notice(line);
  log.info(`stable ${shortImage(plan.container.image)}, canary ${shortImage(plan.image.text)}`);
  const { words } = plan.configuration;
  if (words !== undefined) log.info(`configuration: ${words}`);
  // The first look sets the baseline; made before there is a canary, everything of it counts.
  const look = await users.look(0, signal);
  if (look.metrics === 'down') log.warn(`no metrics yet: ${look.problem}`);
  else for (const oddity of users.oddities(inputs.maxP99)) log.warn(oddity);
  if (source !== users) await source.look(0, signal);
  const { fuse } = keeper.journal;
  await traffic.begin(fuse === undefined ? undefined : ownedByTrafficFuse(target, fuse));
  await createCanary(target, plan, fuse === undefined ? undefined : ownedByFuse(target, fuse), log);
  tellPreview(context, target, plan);
  await waitReady({ target, clock, log, keeper, signal, timeoutMs: inputs.readyTimeout });
}

/** Where people reach the new version alone. */
function tellPreview(context: CanaryContext, { namespace }: Target, { traffic }: MeasuredPlan): void {
  if (providerOf(traffic).reach !== 'apart') return;
  const preview = `${canaryServiceName(servedBy(traffic))}.${namespace}`;
  context.output('preview', preview);
  context.log.info(`the new version alone is reached through the Service ${preview}`);
}
