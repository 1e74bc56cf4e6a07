import { CancelledError, type ExecResult, errorMessage, formatDuration } from '@fairlead/core';
import {
  collectEvidence,
  type Diagnosis,
  describeFinding,
  type Facts,
  type FactsFollower,
  type Finding,
  findProblems,
  followFacts,
  type Kube,
  noFacts,
  rolloutStatus,
  type Subject,
  selectWorkloads,
} from '@fairlead/kube';
import { helmReason, isTimeout } from '../helm/reason.ts';
import type { DeployContext } from '../types.ts';
import { type Baseline, ofThisChange, takeBaseline } from './baseline.ts';
import { describeProgress, timeoutDiagnosis } from './progress.ts';
import { areComplete } from './workload-table.ts';

/** One change of helm, watched. */
export interface Supervision {
  readonly kube: Kube;
  readonly workloads: readonly Subject[];
  readonly hasHooksBefore: boolean;
  /** Milliseconds until we give up. */
  readonly budgetMs: number;
  readonly readyWithinMs: number | undefined;
  /** How long fatal findings are only watched: a roll back shows what it removes for a while, and must not be given up lightly. */
  readonly patienceMs?: number | undefined;
  /** Runs helm. */
  readonly change: (signal: AbortSignal) => Promise<ExecResult>;
}

/** How a watched change ended. */
export type ChangeEnd =
  | { readonly kind: 'healthy' }
  /** The workloads failed; the cause first. */
  | {
      readonly kind: 'unhealthy';
      readonly causes: readonly [Diagnosis, ...Diagnosis[]];
      readonly late: boolean;
    }
  /** Helm or the API server refused it. */
  | { readonly kind: 'refused'; readonly reason: string };

const TICK_MS = 1000;

/**
 * Runs helm and watches what its change does. A fatal finding ends it at once: evidence first, for the roll back
 * removes the pods, then helm is interrupted, so that it writes down that the revision failed.
 *
 * @throws CancelledError when the run is cancelled; helm was interrupted then.
 */
export async function supervise(context: DeployContext, supervision: Supervision): Promise<ChangeEnd> {
  const watching = new AbortController();
  const interrupt = new AbortController();
  const namespaces = [...new Set(supervision.workloads.map(({ namespace }) => namespace))];
  const follower = await startFollowing(context, supervision.kube, namespaces, watching.signal);
  const baseline = takeBaseline(follower?.current() ?? noFacts, supervision.hasHooksBefore);
  const helm = runHelm(supervision, AbortSignal.any([context.signal, interrupt.signal]));
  try {
    const watcher = { context, supervision, follower, baseline, helm };
    const verdict = await watch(watcher);
    interrupt.abort();
    await helm.done;
    if (context.signal.aborted) throw new CancelledError('waiting for the rollout');
    return verdict ?? endOfHelm(helm.result());
  } finally {
    interrupt.abort();
    await helm.done;
    watching.abort();
    await follower?.ended.catch(() => {});
  }
}

interface HelmRun {
  readonly done: Promise<void>;
  readonly isDone: () => boolean;
  readonly result: () => ExecResult | undefined;
}

function runHelm({ change }: Supervision, signal: AbortSignal): HelmRun {
  let result: ExecResult | undefined;
  let failure: unknown;
  let ended = false;
  const done = change(signal)
    .then((value) => {
      result = value;
    })
    .catch((error: unknown) => {
      if (!(error instanceof CancelledError)) failure = error;
    })
    .finally(() => {
      ended = true;
    });
  return {
    done,
    isDone: () => ended,
    result: () => {
      if (failure !== undefined) throw failure;
      return result;
    },
  };
}

async function startFollowing(
  { log }: DeployContext,
  kube: Kube,
  namespaces: readonly string[],
  signal: AbortSignal,
): Promise<FactsFollower | undefined> {
  if (namespaces.length === 0) return undefined;
  const follower = followFacts(kube, namespaces, signal);
  try {
    await follower.ready;
  } catch (error) {
    log.warn(`the rollout cannot be watched, so a failure shows only at the timeout: ${errorMessage(error)}`);
    return undefined;
  }
  if (follower.denied.length > 0) {
    log.info(`not allowed to read ${follower.denied.join(', ')}: reasons may be less exact`);
  }
  return follower;
}

interface Watcher {
  readonly context: DeployContext;
  readonly supervision: Supervision;
  readonly follower: FactsFollower | undefined;
  readonly baseline: Baseline;
  readonly helm: HelmRun;
}

/**
 * Looks once a second until something is fatal, the time is over, or helm has ended and all workloads are complete.
 * Helm alone is content too early: it lets as many pods be missing as maxUnavailable allows, so with one replica, all.
 */
async function watch(watcher: Watcher): Promise<ChangeEnd | undefined> {
  const { context, supervision, follower, helm } = watcher;
  const { clock, signal } = context;
  const started = clock.monotonic();
  const tell = tellOnce(context);
  while (!signal.aborted) {
    const elapsed = clock.monotonic() - started;
    if (helm.isDone()) {
      const end = await whenHelmEnded(watcher, elapsed);
      if (end !== undefined) return end;
    }
    const { facts, findings } = look(watcher, elapsed);
    for (const line of describeProgress(facts)) tell(line);
    for (const finding of findings) tell(describeWaiting(finding));
    const fatal = findings.filter((finding) => finding.fatal);
    if (fatal.length > 0 && elapsed >= (supervision.patienceMs ?? 0)) {
      return unhealthy(supervision.kube, facts, [...fatal, ...findings], false);
    }
    if (elapsed >= supervision.budgetMs) {
      return follower === undefined
        ? { kind: 'refused', reason: `not done within ${formatDuration(supervision.budgetMs)}` }
        : unhealthy(supervision.kube, facts, findings, true, supervision);
    }
    const tick = clock.sleep(TICK_MS, signal).catch(() => {});
    await (helm.isDone() ? tick : Promise.race([helm.done, tick]));
  }
  return undefined;
}

function tellOnce({ log }: DeployContext): (line: string) => void {
  const told = new Set<string>();
  return (line) => {
    if (told.has(line)) return;
    told.add(line);
    log.info(line);
  };
}

async function whenHelmEnded(watcher: Watcher, elapsed: number): Promise<ChangeEnd | undefined> {
  const { helm, supervision, follower } = watcher;
  if (endOfHelm(helm.result()).kind === 'refused') return whenHelmFailed(watcher, elapsed);
  if (follower === undefined) return { kind: 'healthy' };
  // asked anew rather than taken from the watch, which may be a moment behind helm
  return (await areComplete(supervision.kube, supervision.workloads)) ? { kind: 'healthy' } : undefined;
}

/** Helm ended by itself. When it failed and a workload says why, that is the reason; else helm's own words are. */
async function whenHelmFailed(watcher: Watcher, elapsed: number): Promise<ChangeEnd | undefined> {
  const end = endOfHelm(watcher.helm.result());
  if (end.kind !== 'refused') return end;
  const { facts, findings } = look(watcher, elapsed);
  const fatal = findings.filter((finding) => finding.fatal);
  const causes = isTimeout(end.reason) ? findings : fatal;
  if (causes.length === 0) return end;
  return unhealthy(watcher.supervision.kube, facts, causes, isTimeout(end.reason));
}

function look(
  watcher: Watcher,
  elapsed: number,
): { readonly facts: Facts; readonly findings: readonly Finding[] } {
  const { supervision, follower, baseline, context } = watcher;
  const facts = selectWorkloads(follower?.current() ?? noFacts, supervision.workloads);
  const { readyWithinMs } = supervision;
  const found = findProblems(facts, { now: context.clock.now(), readyWithinMs });
  return { facts, findings: ofThisChange(found, facts, baseline, elapsed) };
}

async function unhealthy(
  kube: Kube,
  facts: Facts,
  findings: readonly Finding[],
  late: boolean,
  supervision?: Supervision,
): Promise<ChangeEnd> {
  const once = [...new Set(findings)].slice(0, 8);
  const [first, ...rest] = await Promise.all(once.map((finding) => collectEvidence(kube, finding, facts)));
  const waiting = [...facts.deployments, ...facts.statefulSets, ...facts.daemonSets].find(
    (workload) => !rolloutStatus(workload).done,
  );
  const cause = first ?? timeoutDiagnosis(waiting, supervision?.budgetMs ?? 0);
  return { kind: 'unhealthy', causes: [cause, ...rest], late };
}

function describeWaiting(finding: Finding): string {
  const { fatal, graceMs } = finding;
  const note = fatal
    ? 'this will not heal'
    : graceMs === Number.POSITIVE_INFINITY
      ? 'waiting'
      : `may last ${formatDuration(graceMs)}`;
  return `${describeFinding(finding)} – ${note}`;
}

function endOfHelm(result: ExecResult | undefined): ChangeEnd {
  if (result === undefined) return { kind: 'refused', reason: 'helm was interrupted' };
  if (result.exitCode === 0) return { kind: 'healthy' };
  return {
    kind: 'refused',
    reason: helmReason(result.stderr) ?? `helm ended with exit code ${result.exitCode}`,
  };
}
