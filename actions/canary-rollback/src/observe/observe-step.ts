import type { Clock, Logger } from '@fairlead/core';
import type { Order } from '../journal/journal.ts';
import { LOOK_MS } from '../journal/journal-store.ts';
import type { PlannedStep } from '../traffic/plan-shares.ts';
import { beginStep, decide, type StepState } from '../verdict/decide.ts';
import type { Decision, Limits, Sample } from '../verdict/types.ts';
import { secondsWords, shareWords, versionWords } from '../verdict/words.ts';
import type { Sampler } from './sampler.ts';
import type { Poll, Timeline } from './timeline.ts';

/** A poll that comes this much later than planned is taken at its real time. */
const LATE_MS = 250;

/** What observing needs. */
export interface ObserveTools {
  readonly clock: Clock;
  readonly log: Logger;
  readonly rules: Limits;
  readonly sampler: Sampler;
  readonly timeline: Timeline;
  readonly signal: AbortSignal;
  readonly intervalMs: number;
  /** Looks at each poll as well; what it throws ends the step. */
  readonly watch?: ((poll: Poll) => void) | undefined;
  /** What somebody asks of the run by hand. */
  readonly asked?: (() => Order | undefined) | undefined;
  /** Monotonic time at which the run began to observe. */
  readonly epochMs: number;
  /** Gives the canary another share of the traffic, while it is observed. */
  readonly shift?: (step: PlannedStep) => Promise<void>;
  /** The smallest step of the plan: all that a pause may hold. */
  readonly smallest?: PlannedStep | undefined;
}

/** How a step ended. */
export type StepEnd = Extract<Decision, { kind: 'advance' | 'rollback' }>;

/** Observes one step until the rules say go on or go back. `before`: how the step before it ended. */
export async function observeStep(
  tools: ObserveTools,
  index: number,
  step: PlannedStep,
  before?: StepState,
): Promise<{ readonly end: StepEnd; readonly last: Poll; readonly state: StepState }> {
  const { rules, sampler, timeline, intervalMs } = tools;
  let held = step;
  let atMs = elapsedOf(tools);
  let state = beginStep(atMs, timeline.lastKnown(), before);
  for (;;) {
    const { sample, traffic } = await sampler.take(atMs, held);
    const judged = decide(rules, state, sample);
    state = judged.state;
    const { decision } = judged;
    const poll: Poll = { step: index, percent: held.percent, share: traffic.share, sample, decision };
    const before = timeline.polls.at(-1);
    timeline.add(poll);
    tell(tools, poll);
    tellAlerts(tools, poll, before);
    tools.watch?.(poll);
    const end = endOf(decision, tools.asked?.());
    if (end !== undefined) return { end, last: poll, state };
    held = await shiftFor(tools, decision, held, step);
    const due = atMs + intervalMs;
    await waitUntil(tools, due);
    const now = elapsedOf(tools);
    // Ticks of the plan rather than of the timer: 30 s of breach must be 30 s, not 30.004 or 29.998.
    atMs = now - due > LATE_MS ? now : due;
  }
}

/** A rule that says no is heard whatever people ask; a step that passed is held while they do. */
function endOf(decision: Decision, order: Order | undefined): StepEnd | undefined {
  if (decision.kind === 'rollback') return decision;
  if (order?.kind === 'promote') return { kind: 'advance' };
  return decision.kind === 'advance' && order?.kind !== 'pause' ? decision : undefined;
}

/** A pause holds the smallest step; when it is over, the step goes on where it was. Gives the step that is held now. */
async function shiftFor(
  { shift, smallest, log }: ObserveTools,
  { kind }: Decision,
  held: PlannedStep,
  step: PlannedStep,
): Promise<PlannedStep> {
  const wanted = kind === 'pause' ? (smallest ?? step) : kind === 'resume' ? step : held;
  if (wanted === held || shift === undefined) return held;
  log.info(`the canary's share goes to ${wanted.percent} %`);
  await shift(wanted);
  return wanted;
}

/** Other runs take one without a sign of life for dead, and an abort wants to be heard, however far its polls lie apart. */
async function waitUntil(tools: ObserveTools, dueMs: number): Promise<void> {
  const { clock, sampler, signal } = tools;
  const left = (): number => Math.ceil(dueMs - elapsedOf(tools));
  await clock.sleep(Math.min(LOOK_MS, Math.max(1, left())), signal);
  while (left() > 0) {
    await sampler.beat();
    await clock.sleep(Math.min(LOOK_MS, Math.max(1, left())), signal);
  }
}

function elapsedOf({ clock, epochMs }: ObserveTools): number {
  return Math.round(clock.monotonic() - epochMs);
}

function tell({ log, timeline }: ObserveTools, poll: Poll): void {
  const { decision, sample, percent, share } = poll;
  log.info(`${pollLine(sample, percent, share)}${pendingText(decision)}`);
  if (decision.kind === 'pause') {
    log.warn(
      `canary paused at ${shareWords(percent, share)} of traffic: ${decision.reason}; the weight is held`,
    );
    timeline.mark(sample.atMs, 'paused');
  }
  if (decision.kind === 'resume') {
    log.warn(`canary goes on at ${shareWords(percent, share)} of traffic: ${decision.reason}`);
    timeline.mark(sample.atMs, 'resumed');
  }
}

/** An alert is told when it begins. */
function tellAlerts(
  { log, timeline }: ObserveTools,
  { decision, sample }: Poll,
  before: Poll | undefined,
): void {
  const known = before?.decision.alerts ?? [];
  for (const { rule, reason } of decision.alerts ?? []) {
    if (known.some((alert) => alert.rule === rule)) continue;
    log.warn(`alert of the rule ${rule}, which is not to roll back: ${reason}`);
    timeline.mark(sample.atMs, `alert: ${rule}`);
  }
}

/** One poll for people. */
export function pollLine(sample: Sample, percent: number, share: number): string {
  const at = secondsWords(sample.atMs).padStart(7);
  const target = shareWords(percent, share);
  if (sample.metrics === 'down')
    return `${at} | ${target} | no metrics: ${sample.metricsProblem ?? 'no answer'}`;
  return `${at} | ${target} | canary ${versionWords(sample.canary)} | stable ${versionWords(sample.stable)}`;
}

function pendingText(decision: Decision): string {
  if (decision.kind === 'hold')
    return decision.pending.length === 0 ? '' : ` | ${decision.pending.join(', ')}`;
  return decision.kind === 'advance' ? ' | step passed' : ` | ${decision.kind}: ${decision.reason}`;
}
