import { formatDuration } from '@fairlead/core';
import { collectEvidence, type Facts, type Finding, findProblems, subjectOf } from '@fairlead/kube';
import type { DeployContext } from '../context.ts';
import { isTimeout } from '../helm/reason.ts';
import { type Baseline, ofThisChange } from './baseline.ts';
import type { ChangeEnd, Supervision } from './change.ts';
import { askCompleteness } from './completeness.ts';
import type { HelmRun } from './helm-run.ts';
import { describeProgress, describeWaiting, findUnfinishedJob, timeoutDiagnosis } from './progress.ts';
import type { WorkloadView } from './workload-view.ts';

/** A change that is under way, with all that is looked at. */
export interface Watch {
  readonly context: DeployContext;
  readonly supervision: Supervision;
  readonly view: WorkloadView;
  readonly baseline: Baseline;
  readonly helm: HelmRun;
}

/** What is to be seen at one moment. */
interface Sight {
  /** Undefined when nothing can be watched. */
  readonly facts: Facts | undefined;
  /** What this change answers for. */
  readonly own: readonly Finding[];
  /** What earlier changes left broken as well. */
  readonly all: readonly Finding[];
}

/** When it is seen, while helm does not say no. */
interface Moment {
  /** Milliseconds since the change began. */
  readonly elapsed: number;
  readonly helmIsDone: boolean;
  /** Logs a line, unless it was said before. */
  tell(line: string): void;
}

const TICK_MS = 1000;

/**
 * Looks once a second until something is fatal, the time is over, or helm has ended and all workloads are complete.
 * Helm alone is content too early: it lets as many pods be missing as maxUnavailable allows, so with one replica, all.
 * Undefined when the run was cancelled.
 */
export async function watchChange(watch: Watch): Promise<ChangeEnd | undefined> {
  const { context, supervision, helm } = watch;
  const { clock, signal } = context;
  const started = clock.monotonic();
  const tell = tellOnce(context);
  let looksAfterRefusal = 0;
  while (!signal.aborted) {
    const elapsed = clock.monotonic() - started;
    const end = helm.end();
    const sight = look(watch, elapsed);
    for (const line of describeProgress(sight.facts)) tell(line);
    for (const finding of sight.own) tell(describeWaiting(finding));
    if (end?.kind === 'busy') return end;
    if (end?.kind === 'refused') {
      const verdict = await whyRefused(watch, sight, end.reason);
      // The watch may be a moment behind helm: a second look before helm's own words must do.
      const mayTellMore = sight.facts !== undefined && elapsed < supervision.budgetMs;
      if (verdict.kind === 'unhealthy' || looksAfterRefusal++ > 0 || !mayTellMore) return verdict;
    } else {
      const verdict = await judge(watch, sight, { elapsed, helmIsDone: end !== undefined, tell });
      if (verdict !== undefined) return verdict;
    }
    if (elapsed >= supervision.budgetMs) return whyLate(watch, sight);
    const tick = clock.sleep(TICK_MS, signal).catch(() => {});
    await (helm.end() === undefined ? Promise.race([helm.ended, tick]) : tick);
  }
  return undefined;
}

function look({ supervision, view, baseline }: Watch, elapsed: number): Sight {
  const facts = view.current();
  if (facts === undefined) return { facts, own: [], all: [] };
  const { kube, readyTimeoutMs } = supervision;
  const all = findProblems(facts, { now: kube.now(), readyTimeoutMs });
  return { facts, all, own: ofThisChange(all, facts, baseline, elapsed) };
}

/** Whether it is over already, while helm is at work or after it was content. */
async function judge(
  { supervision }: Watch,
  sight: Sight,
  { elapsed, helmIsDone, tell }: Moment,
): Promise<ChangeEnd | undefined> {
  const { kube, workloads, patienceMs = 0 } = supervision;
  if (helmIsDone) {
    const state = await askCompleteness(kube, workloads);
    if (state.kind === 'complete') return { kind: 'healthy' };
    if (state.kind === 'unknown') {
      if (!state.mayPass) return { kind: 'refused', reason: state.reason };
      tell(`${state.reason}; asking again`);
    }
  }
  // when helm has applied everything, what is broken is no longer an earlier change's
  const fatal = (helmIsDone ? sight.all : sight.own).filter((finding) => finding.fatal);
  if (fatal.length === 0 || elapsed < patienceMs) return undefined;
  return unhealthy(supervision, sight, [...fatal, ...sight.own], false);
}

/** Helm ended by itself. When a workload says why, that is the reason; else helm's own words are. */
async function whyRefused({ supervision }: Watch, sight: Sight, reason: string): Promise<ChangeEnd> {
  const late = isTimeout(reason);
  const causes = late ? sight.all : sight.own.filter((finding) => finding.fatal);
  return (await unhealthy(supervision, sight, causes, late)) ?? { kind: 'refused', reason };
}

/** The time is over: what is broken says why, or the Job that helm waits for, or what was broken before; else how far the rollout is. */
async function whyLate({ context, supervision, helm }: Watch, sight: Sight): Promise<ChangeEnd> {
  const { kube, workloads, budgetMs } = supervision;
  const job = helm.end() === undefined && sight.own.length === 0 ? findUnfinishedJob(sight.facts) : undefined;
  if (job !== undefined)
    return {
      kind: 'unhealthy',
      causes: [timeoutDiagnosis(subjectOf(job), 'still running', budgetMs)],
      late: true,
    };
  const broken = await unhealthy(supervision, sight, [...sight.own, ...sight.all], true);
  if (broken !== undefined) return broken;
  const state = await askCompleteness(kube, workloads);
  if (state.kind === 'unknown') {
    const reason = `after ${formatDuration(budgetMs)} it is not known whether the rollout is complete: ${state.reason}`;
    return { kind: 'refused', reason };
  }
  if (state.kind === 'complete' && helm.end()?.kind === 'done') return { kind: 'healthy' };
  const release = { kind: 'Release', namespace: kube.target.namespace, name: context.inputs.release };
  const cause =
    state.kind === 'complete'
      ? timeoutDiagnosis(release, 'helm was still at work', budgetMs)
      : timeoutDiagnosis(state.workload, state.state, budgetMs);
  return { kind: 'unhealthy', causes: [cause], late: true };
}

const MOST_CAUSES = 8;

async function unhealthy(
  { kube }: Supervision,
  { facts }: Sight,
  findings: readonly Finding[],
  late: boolean,
): Promise<ChangeEnd | undefined> {
  if (facts === undefined) return undefined;
  const once = [...new Set(findings)].slice(0, MOST_CAUSES);
  const [cause, ...others] = await Promise.all(once.map((finding) => collectEvidence(kube, finding, facts)));
  return cause === undefined ? undefined : { kind: 'unhealthy', causes: [cause, ...others], late };
}

function tellOnce({ log }: DeployContext): (line: string) => void {
  const told = new Set<string>();
  return (line) => {
    if (told.has(line)) return;
    told.add(line);
    log.info(line);
  };
}
