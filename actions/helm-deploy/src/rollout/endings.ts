import { formatDuration } from '@fairlead/core';
import { isTimeout } from '@fairlead/helm';
import { collectEvidence, type Diagnosis, type Finding, subjectOf } from '@fairlead/kube';
import type { DeployContext } from '../context.ts';
import type { ChangeEnd, Supervision } from './change.ts';
import { askCompleteness, type Completeness } from './completeness.ts';
import { findUnfinishedJob, givenUp, timeoutDiagnosis } from './progress.ts';
import { type Known, lacksTruth, type Sight, type Watch } from './watch.ts';

/** Helm ended by itself. When a workload says why, that is the reason; else helm's own words are. */
export async function whyRefused({ supervision }: Watch, sight: Sight, reason: string): Promise<ChangeEnd> {
  const late = isTimeout(reason);
  const causes = late ? sight.all : sight.own.filter((finding) => finding.fatal);
  return (await unhealthy(supervision, sight, causes, late)) ?? { kind: 'refused', reason };
}

const JOB_HINT = 'read the log of the Job, or raise `timeout`: helm waits for it';
const HELM_HINT =
  'raise `timeout`; all workloads are complete, so helm waits for something else: a hook, a volume, an object that is deleted';

/** The time is over: what is broken says why, or the Job that helm waits for, or what was broken before; else how far the rollout is. */
export async function whyLate(
  { context, supervision, helm }: Watch,
  known: Known,
  sight: Sight,
): Promise<ChangeEnd> {
  const { kube, budgetMs } = supervision;
  const helmEnd = helm.end();
  const job = helmEnd === undefined && sight.own.length === 0 ? findUnfinishedJob(sight.facts) : undefined;
  if (job !== undefined) return late(timeoutDiagnosis(subjectOf(job), 'still running', budgetMs, JOB_HINT));
  const state = await askCompleteness(kube, known.plan.workloads);
  const isFatal = sight.all.some(({ fatal }) => fatal);
  if (state.kind === 'complete' && helmEnd?.kind === 'done' && !isFatal)
    return lacksTruth(supervision, known) ? unproven(budgetMs) : healthyInPart(context, supervision);
  const broken = await unhealthy(supervision, sight, [...sight.own, ...sight.all], true);
  if (broken !== undefined) return broken;
  if (state.kind === 'unknown') {
    const reason = `after ${formatDuration(budgetMs)} it is not known whether the rollout is complete: ${state.reason}`;
    return { kind: 'refused', reason };
  }
  const release = { kind: 'Release', namespace: kube.target.namespace, name: context.inputs.release };
  const cause =
    state.kind === 'complete'
      ? timeoutDiagnosis(release, 'helm was still at work', budgetMs, HELM_HINT)
      : timeoutDiagnosis(state.workload, state.state, budgetMs);
  return late(cause);
}

/** Ready at the very end: a roll back of what is well would be worse than to say so. */
function healthyInPart({ log }: DeployContext, { stayHealthyMs = 0 }: Supervision): ChangeEnd {
  if (stayHealthyMs > 0)
    log.warn(
      `all is ready, but the timeout came before it had stayed so for ${formatDuration(stayHealthyMs)} (stay-healthy)`,
    );
  return { kind: 'healthy' };
}

function unproven(budgetMs: number): ChangeEnd {
  const reason = `after ${formatDuration(budgetMs)} it is not known what helm has applied, so no rule could be held against it`;
  return { kind: 'refused', reason };
}

function late(cause: Diagnosis): ChangeEnd {
  return { kind: 'unhealthy', causes: [cause], late: true };
}

/** The controller of a Rollout has given it up: what its pods say is why, where that can no longer heal; else its own words are. */
export async function whyGivenUp(
  supervision: Supervision,
  sight: Sight,
  { workload, state }: Extract<Completeness, { kind: 'failed' }>,
): Promise<ChangeEnd> {
  const own = givenUp(workload, state);
  const fatal = sight.all.filter((finding) => finding.fatal);
  const seen = await unhealthy(supervision, sight, fatal, false);
  return seen?.kind === 'unhealthy'
    ? { ...seen, causes: [...seen.causes, own] }
    : { kind: 'unhealthy', causes: [own], late: false };
}

const MOST_CAUSES = 8;

/** The end that findings make, with what proves them; undefined when nothing was found or nothing can be seen. */
export async function unhealthy(
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
