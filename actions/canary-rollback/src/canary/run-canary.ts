import { CancelledError, classifyError, type FairleadError } from '@fairlead/core';
import { shortImage } from '@fairlead/oci';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { ownedByFuse } from '../fuse/fuse.ts';
import { JournalKeeper } from '../journal/heartbeat.ts';
import { makeHolder } from '../journal/holder.ts';
import type { Holder } from '../journal/journal.ts';
import type { MetricSource } from '../metrics/source.ts';
import { observeStep } from '../observe/observe-step.ts';
import { Sampler } from '../observe/sampler.ts';
import { Timeline } from '../observe/timeline.ts';
import { limitsOf } from '../plan/limits.ts';
import type { MeasuredPlan } from '../plan/measurement.ts';
import { openSource } from '../plan/open-source.ts';
import type { PlannedStep } from '../traffic/plan-shares.ts';
import type { Traffic } from '../traffic/provider.ts';
import { openTraffic, providerOf } from '../traffic/registry.ts';
import type { StepState } from '../verdict/decide.ts';
import type { Limits } from '../verdict/types.ts';
import { shareWords } from '../verdict/words.ts';
import { createCanary } from './create-canary.ts';
import { failureOf, withoutRollback, withRollback } from './failure.ts';
import { hearOrders } from './hear-orders.ts';
import { endCanary } from './roll-back.ts';
import type { RunRecord } from './run-record.ts';
import { type SavedState, STATE } from './saved.ts';
import { takeWorkload } from './take-workload.ts';
import { waitHeld } from './wait-held.ts';
import { waitReady } from './wait-ready.ts';
import { watchOverlay } from './watch-overlay.ts';

interface Run {
  readonly context: CanaryContext;
  readonly target: Target;
  readonly plan: MeasuredPlan;
  readonly keeper: JournalKeeper;
  readonly traffic: Traffic;
  readonly source: MetricSource;
  readonly timeline: Timeline;
}

/** Runs a canary to its verdict. Whatever goes wrong, the traffic is back on stable when this returns a failure. */
export async function runCanary(
  context: CanaryContext,
  target: Target,
  plan: MeasuredPlan,
): Promise<RunRecord> {
  const { clock } = context;
  const started = clock.monotonic();
  stopIfCancelled(context, 'preparing the canary');
  const holder = makeHolder(context);
  const timeline = new Timeline();
  context.saveState(STATE, { token: holder.token, outcome: 'started' } satisfies SavedState);
  const journal = await takeWorkload(context, target, plan, holder);
  const keeper = new JournalKeeper(target, clock, journal, context.inputs.lease);
  const run: Run = {
    context,
    target,
    plan,
    keeper,
    traffic: openTraffic(target, journal.traffic),
    source: openSource(context, target, plan),
    timeline,
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

type RunEnd = Pick<RunRecord, 'failure' | 'rollback'>;

/** Never throws: a failure comes back with what was done about it. */
async function runToVerdict(run: Run, { token }: Holder): Promise<RunEnd> {
  const { context, keeper } = run;
  try {
    await context.stage('prepare the canary', () => prepare(run));
    await walkSteps(run);
    await keeper.note({ phase: 'passed' });
    context.saveState(STATE, { token, outcome: 'passed' } satisfies SavedState);
    return { failure: undefined, rollback: undefined };
  } catch (thrown) {
    return goBack(run, classifyError(thrown));
  }
}

async function goBack({ context, target, keeper }: Run, failure: FairleadError): Promise<RunEnd> {
  const { clock, log } = context;
  const keepEvidence = !(failure instanceof CancelledError) && failure.code !== 'CANARY_ABORTED';
  try {
    const rollback = await context.stage('roll the canary back', () =>
      endCanary({ target, clock, log, keepEvidence }, keeper.journal),
    );
    return { failure: withRollback(failure, rollback), rollback };
  } catch (thrown) {
    const second = classifyError(thrown);
    // The workload has somebody else's canary by now, and traffic is theirs to say.
    if (second.code === 'CANARY_ABORTED') return { failure: second, rollback: undefined };
    return { failure: withoutRollback(failure, second), rollback: undefined };
  }
}

/** Calls to the cluster are not cancelled half-way; between them a cancelled run goes no further. */
function stopIfCancelled({ signal }: CanaryContext, doing: string): void {
  if (signal.aborted) throw new CancelledError(doing);
}

async function prepare({ context, target, plan, keeper, source, traffic }: Run): Promise<void> {
  const { clock, log, signal, inputs } = context;
  for (const line of plan.notices) context.log.notice(line);
  log.info(`stable ${shortImage(plan.container.image)}, canary ${shortImage(plan.image.text)}`);
  // The first look sets the baseline; made before there is a canary, everything of it counts.
  const look = await source.look(0, signal);
  if (look.metrics === 'down') log.warn(`no metrics yet: ${look.problem}`);
  else for (const oddity of source.oddities(inputs.maxP99)) log.warn(oddity);
  const { fuse } = keeper.journal;
  const owner = await traffic.begin(fuse === undefined ? undefined : ownedByFuse(target, fuse));
  await createCanary(target, plan, owner, log);
  await waitReady({ target, clock, log, keeper, signal, timeoutMs: inputs.readyTimeout });
}

/** A Service shares connections, a route requests. */
function rulesOf({ context, plan }: Pick<Run, 'context' | 'plan'>): Limits {
  return limitsOf(context.inputs, providerOf(plan.traffic).reach === 'apart');
}

async function walkSteps(run: Run): Promise<void> {
  const { context, target, plan, keeper, traffic, source, timeline } = run;
  const { clock, log, signal, inputs } = context;
  const rules = rulesOf(run);
  const { heldIn, mayBeIgnored, placeOf } = providerOf(plan.traffic);
  const looks = {
    target,
    stable: plan.stable,
    clock,
    log,
    keeper,
    source,
    traffic,
    heldIn,
    signal,
    clusterTimeoutMs: rules.metricsTimeoutMs,
  };
  const watch = mayBeIgnored(plan.traffic.data) ? watchOverlay(placeOf(plan.traffic.data)) : undefined;
  const epochMs = clock.monotonic();
  const tools = {
    clock,
    log,
    rules,
    timeline,
    signal,
    intervalMs: inputs.interval,
    epochMs,
    watch,
    asked: hearOrders(keeper, log),
  };
  const shift = async (step: PlannedStep): Promise<void> => {
    await traffic.set(step);
    await waitHeld({ traffic, clock, log, keeper, signal });
    await keeper.confirm(); // an abort that came in between is rolled back by us, since it could not see our change
    await waitReady({ target, clock, log, keeper, signal, timeoutMs: inputs.readyTimeout });
  };
  const [smallest] = plan.steps.steps;
  let before: StepState | undefined;
  for (const [index, step] of plan.steps.steps.entries()) {
    if (index > 0 && keeper.order?.kind === 'promote') return; // at the share that it has
    await context.stage(`step ${index + 1} of ${plan.steps.steps.length}: ${step.percent} %`, async () => {
      stopIfCancelled(context, `shifting ${step.percent} % of traffic`);
      await keeper.note({ phase: 'shifting', step: index });
      await shift(step);
      const sampler = await Sampler.begin(looks, step);
      await keeper.note({ phase: 'observing' });
      timeline.mark(Math.round(clock.monotonic() - epochMs), `${step.percent} %`);
      const { end, last, state } = await observeNamed(step, () =>
        observeStep({ ...tools, sampler, shift, smallest }, index, step, before),
      );
      before = state;
      context.output('share', shareText(last.share));
      if (end.kind === 'rollback') throw failureOf(end, last, plan.image.text);
    });
  }
}

/** A cancelled step says where it was. */
async function observeNamed<T>({ percent, share }: PlannedStep, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CancelledError)
      throw new CancelledError(`observing the canary at ${shareWords(percent, share)} of traffic`);
    throw error;
  }
}

function shareText(share: number): string {
  return String(Number(share.toFixed(1)));
}
