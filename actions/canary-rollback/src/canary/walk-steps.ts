import { CancelledError } from '@fairlead/core';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import type { JournalKeeper } from '../journal/heartbeat.ts';
import type { MetricSource } from '../metrics/source.ts';
import type { Witness } from '../naming/witness.ts';
import { observeStep } from '../observe/observe-step.ts';
import { Sampler } from '../observe/sampler.ts';
import type { Poll, Timeline } from '../observe/timeline.ts';
import { limitsOf, limitsOfStep } from '../plan/limits.ts';
import type { MeasuredPlan } from '../plan/measurement.ts';
import type { Announcer } from '../telling/webhook.ts';
import { type PlannedStep, stepName } from '../traffic/plan-shares.ts';
import type { Traffic } from '../traffic/provider.ts';
import { providerOf } from '../traffic/registry.ts';
import type { StepState } from '../verdict/decide.ts';
import type { Limits } from '../verdict/types.ts';
import { shareWords } from '../verdict/words.ts';
import { followCanary } from './baseline.ts';
import { failureOf } from './failure.ts';
import { hearOrders } from './hear-orders.ts';
import { testPreview } from './preview.ts';
import { waitHeld } from './wait-held.ts';
import { waitReady } from './wait-ready.ts';
import { watchOverlay } from './watch-overlay.ts';

/** What a run works with. */
export interface Run {
  readonly context: CanaryContext;
  readonly target: Target;
  readonly plan: MeasuredPlan;
  readonly keeper: JournalKeeper;
  readonly traffic: Traffic;
  readonly source: MetricSource;
  /** The numbers of stable's own pods: the same, unless the canary is compared with others. */
  readonly users: MetricSource;
  readonly timeline: Timeline;
  readonly announcer: Announcer;
  /** Breaks the canary on purpose. */
  readonly drill?: DrillHooks | undefined;
}

/** What a drill hears of a run. */
export interface DrillHooks {
  see(poll: Poll): void;
  /** All steps have passed. @throws PolicyError CANARY_DRILL_MISSED */
  assertFound(): void;
}

/** The rules of a run. A Service shares connections, a route requests. */
export function rulesOf({ context, plan }: Pick<Run, 'context' | 'plan'>): Limits {
  return limitsOf(context.inputs, providerOf(plan.traffic).reach === 'apart');
}

/** Whose pods the canary is compared with. */
export function witnessOf({ baseline }: Pick<MeasuredPlan, 'baseline'>): Witness {
  return baseline ? 'baseline' : 'stable';
}

/** Gives the new version its traffic step by step. @throws what ends it before the last one has passed */
export async function walkSteps(run: Run): Promise<void> {
  const { context, target, plan, keeper, traffic, source, timeline } = run;
  const { clock, log, signal, inputs } = context;
  const rules = rulesOf(run);
  const { heldIn, mayBeIgnored, placeOf } = providerOf(plan.traffic);
  const looks = {
    target,
    stable: plan.stable,
    witness: witnessOf(plan),
    clock,
    log,
    keeper,
    source,
    traffic,
    heldIn,
    signal,
    clusterTimeoutMs: rules.metricsTimeoutMs,
  };
  const [firstStep = {}] = plan.steps.steps;
  const ignored = mayBeIgnored(plan.traffic.data)
    ? watchOverlay(placeOf(plan.traffic.data), limitsOfStep(rules, firstStep))
    : undefined;
  const watch = (poll: Poll): void => {
    ignored?.(poll);
    tellTurn(run.announcer, poll);
    run.drill?.see(poll);
  };
  const asked = hearOrders(keeper, log);
  const { preview } = plan;
  if (preview !== undefined) {
    if (inputs.testerMatch !== undefined) await traffic.set({ percent: 0, replicas: 0 }); // testers may look at it first
    await context.stage('test the new version before the switch', () =>
      testPreview({ target, clock, log, keeper, signal, timeoutMs: inputs.readyTimeout, asked }, preview),
    );
    await source.forgetCanary(signal);
  }
  const epochMs = clock.monotonic();
  const tools = { clock, log, timeline, signal, intervalMs: inputs.interval, epochMs, watch, asked };
  const shift = async (step: PlannedStep): Promise<void> => {
    await traffic.set(step);
    await waitHeld({ traffic, clock, log, keeper, signal });
    await keeper.confirm(); // an abort that came in between is rolled back by us, since it could not see our change
    const tools = { target, clock, log, keeper, signal, timeoutMs: inputs.readyTimeout };
    await waitReady(tools);
    if (plan.baseline) await followCanary(tools, step.replicas);
  };
  const { steps } = plan.steps;
  const [smallest] = steps;
  let before: StepState | undefined;
  for (const [index, step] of steps.entries()) {
    if (index > 0 && keeper.order?.kind === 'promote') return; // at the share that it has
    await context.stage(`step ${index + 1} of ${steps.length}: ${stepName(step)}`, async () => {
      stopIfCancelled(context, `shifting ${step.percent} % of traffic`);
      await keeper.note({ phase: 'shifting', step: index });
      await shift(step);
      const sampler = await Sampler.begin(looks, step);
      await keeper.note({ phase: 'observing' });
      timeline.mark(Math.round(clock.monotonic() - epochMs), stepName(step));
      const { end, last, state } = await observeNamed(step, () =>
        observeStep(
          { ...tools, rules: limitsOfStep(rules, step), sampler, shift, smallest },
          index,
          step,
          before,
        ),
      );
      before = state;
      context.output('share', shareText(last.share));
      if (end.kind === 'rollback') throw failureOf(end, last, { image: plan.image.text, limits: rules });
    });
  }
}

/** Who waits for a release hears when it stands still, and when it goes on. */
function tellTurn(announcer: Announcer, { decision, percent, share }: Poll): void {
  const alerts = (decision.alerts ?? []).map(({ rule, reason }) => `${rule}: ${reason}`);
  if (alerts.length > 0)
    announcer.say('alert', `${alerts.join('; ')} at ${shareWords(percent, share)} of traffic`);
  if (decision.kind !== 'pause' && decision.kind !== 'resume') return;
  const state = decision.kind === 'pause' ? 'paused' : 'resumed';
  announcer.say(state, `${state} at ${shareWords(percent, share)} of traffic: ${decision.reason}`);
}

/** Calls to the cluster are not cancelled half-way; between them a cancelled run goes no further. */
export function stopIfCancelled({ signal }: Pick<CanaryContext, 'signal'>, doing: string): void {
  if (signal.aborted) throw new CancelledError(doing);
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
