import { formatDuration } from '@fairlead/core';
import { failingLiveness, findProblems } from '@fairlead/kube';
import type { DeployContext } from '../context.ts';
import { findAutoscalers } from './autoscalers.ts';
import { ofThisChange } from './baseline.ts';
import type { ChangeEnd, Supervision } from './change.ts';
import { askCompleteness } from './completeness.ts';
import { unhealthy, whyGivenUp, whyLate, whyRefused } from './endings.ts';
import { describeProgress, describeWaiting } from './progress.ts';
import { startSettling } from './settling.ts';
import { type Known, lacksTruth, type Sight, type Watch } from './watch.ts';

/** When it is seen, while helm does not say no. */
interface Moment {
  /** Milliseconds since the change began. */
  readonly elapsed: number;
  readonly helmIsDone: boolean;
  /** Logs a line, unless it was said before. */
  tell(line: string): void;
}

const TICK_MS = 1000;
/** How long an autoscaler may take to set right what the chart has set back: it looks every 15 s. */
const SCALING_MS = 45_000;
/** Trouble that a rollout can be in although it is complete at this moment. */
const ENDING = new Set(['unsteady', 'crash', 'out-of-memory']);

/**
 * Looks once a second until something is fatal, the time is over, or helm has ended and all workloads are complete and
 * stay so. Helm alone is content too early: it lets as many pods be missing as maxUnavailable allows, so with one
 * replica, all. Undefined when the run was cancelled.
 */
export async function watchChange(watch: Watch): Promise<ChangeEnd | undefined> {
  const { context, supervision, helm } = watch;
  const { clock, signal } = context;
  const started = clock.monotonic();
  const tell = tellOnce(context);
  const known: Known = {
    plan: supervision,
    told: supervision.applied === undefined,
    settling: startSettling(supervision.stayHealthyMs ?? 0),
    autoscalers: undefined,
    scalingSince: undefined,
  };
  let looksAfterRefusal = 0;
  while (!signal.aborted) {
    const elapsed = clock.monotonic() - started;
    const end = helm.end();
    const refused = await learn(watch, known);
    const sight = look(watch, known, elapsed);
    for (const line of describeProgress(sight.facts)) tell(line);
    for (const finding of sight.own) tell(describeWaiting(finding));
    if (end?.kind === 'busy') return end;
    if (refused !== undefined) return { kind: 'forbidden', reason: refused };
    if (end?.kind === 'refused') {
      const verdict = await whyRefused(watch, sight, end.reason);
      // The watch may be a moment behind helm: a second look before helm's own words must do.
      const mayTellMore = sight.facts !== undefined && elapsed < supervision.budgetMs;
      if (verdict.kind === 'unhealthy' || looksAfterRefusal++ > 0 || !mayTellMore) return verdict;
    } else {
      const verdict = await judge(watch, known, sight, { elapsed, helmIsDone: end !== undefined, tell });
      if (verdict !== undefined) return verdict;
    }
    if (elapsed >= supervision.budgetMs) return whyLate(watch, known, sight);
    const tick = clock.sleep(TICK_MS, signal).catch(() => {});
    await (helm.end() === undefined ? Promise.race([helm.ended, tick]) : tick);
  }
  return undefined;
}

/** Asks what helm has written down that it applies, until it is known; says why that must not be. */
async function learn({ supervision }: Watch, known: Known): Promise<string | undefined> {
  const applied = known.told ? undefined : await supervision.applied?.();
  if (applied === undefined) return undefined;
  known.plan = applied;
  known.told = true;
  return applied.refused;
}

function look({ supervision, view, baseline }: Watch, { plan, settling }: Known, elapsedMs: number): Sight {
  const facts = view.current(plan.workloads);
  if (facts === undefined) return { facts, own: [], all: [] };
  const { kube, readyTimeoutMs } = supervision;
  const { readyExits } = settling;
  const all = findProblems({ ...facts, readyExits }, { now: kube.now(), readyTimeoutMs });
  const { hasHooksBefore } = plan;
  return { facts, all, own: ofThisChange(all, facts, baseline, { elapsedMs, hasHooksBefore }) };
}

/** Whether it is over already, while helm is at work or after it was content. */
async function judge(
  watch: Watch,
  known: Known,
  sight: Sight,
  { elapsed, helmIsDone, tell }: Moment,
): Promise<ChangeEnd | undefined> {
  const { supervision } = watch;
  let complete = false;
  if (helmIsDone) {
    const state = await stateOf(watch, known, tell);
    if (state.kind === 'unknown' && !state.mayPass) return { kind: 'refused', reason: state.reason };
    if (state.kind === 'failed' && elapsed >= (supervision.patienceMs ?? 0))
      return whyGivenUp(supervision, sight, state);
    complete = state.kind === 'complete';
    const isOpen = complete && lacksTruth(supervision, known);
    if (isOpen) tell('all is ready, and it is not known yet what helm has applied; asking again');
    if (!complete || isOpen) known.settling.interrupt();
    else {
      const steady = known.settling.isSteady(sight.facts, watch.context.clock.monotonic());
      const [ailing] = ailingOf(supervision, sight);
      if (steady && ailing === undefined) return { kind: 'healthy' };
      const stay = formatDuration(supervision.stayHealthyMs ?? 0);
      tell(ailing ?? `all is ready; watching for ${stay} that it stays so`);
    }
  }
  // when helm has applied everything, what is broken is no longer an earlier change's
  const fatal = (helmIsDone ? sight.all : sight.own).filter(
    (found) => found.fatal && (!complete || ENDING.has(found.class)),
  );
  if (fatal.length === 0 || elapsed < (supervision.patienceMs ?? 0)) return undefined;
  return unhealthy(supervision, sight, [...fatal, ...sight.own], false);
}

/** Pods that are ready and about to be restarted; nobody waits for them who does not wait for health to last. */
function ailingOf({ kube, stayHealthyMs = 0 }: Supervision, { facts }: Sight): readonly string[] {
  return facts === undefined || stayHealthyMs === 0 ? [] : failingLiveness(facts, kube.now());
}

/** How far the workloads are. An autoscaler gets its time, and no more: it has no part in the verdict. */
async function stateOf({ context, supervision }: Watch, known: Known, tell: Moment['tell']) {
  const { kube } = supervision;
  const { workloads } = known.plan;
  known.autoscalers ??= await findAutoscalers(kube, [
    ...new Set(workloads.map(({ namespace }) => namespace)),
  ]);
  const state = await askCompleteness(kube, workloads, known.autoscalers);
  if (state.kind === 'unknown' && state.mayPass) tell(`${state.reason}; asking again`);
  if (state.kind !== 'scaling') return state;
  const now = context.clock.monotonic();
  known.scalingSince ??= now;
  tell(`${state.workload.kind} ${state.workload.name}: ${state.state}`);
  return now - known.scalingSince < SCALING_MS ? state : ({ kind: 'complete' } as const);
}

function tellOnce({ log }: DeployContext): (line: string) => void {
  const told = new Set<string>();
  return (line) => {
    if (told.has(line)) return;
    told.add(line);
    log.info(line);
  };
}
