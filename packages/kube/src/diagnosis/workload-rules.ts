import type { Condition, Job, KubeEvent, Workload } from '../objects.ts';
import { isObserved } from '../workloads/observed.ts';
import { rolloutStatus } from '../workloads/rollout-status.ts';
import { type Facts, timeOf } from './facts.ts';
import type { Finding, Subject } from './finding.ts';
import type { Judging } from './pod-rules.ts';
import { countOf, eventsAbout, firstTime, newReplicaSet, subjectOf } from './scope.ts';

/** Trouble that shows on the workload itself: pods refused by the API server, a pause, the progress deadline, failed Jobs. */
export function judgeWorkloads(facts: Facts, judging: Judging): readonly Finding[] {
  return [
    ...facts.deployments.flatMap((deployment) => judgeDeployment(deployment, facts, judging)),
    ...[...facts.statefulSets, ...facts.daemonSets].flatMap((set) =>
      judgeRefused(subjectOf(set), set, undefined, eventsAbout(set, facts.events), judging),
    ),
    ...facts.jobs.flatMap((job) => judgeJob(job, judging)),
  ];
}

function judgeDeployment(deployment: Workload, facts: Facts, judging: Judging): readonly Finding[] {
  if (!isObserved(deployment)) return [];
  const workload = subjectOf(deployment);
  if (deployment.spec?.paused === true) return judgePaused(workload, deployment, judging);
  const set = newReplicaSet(deployment, facts.replicaSets);
  if (set === undefined) return judgeNoSet(workload, deployment, judging);
  // The Deployment's own ReplicaFailure may still speak of an older ReplicaSet.
  const condition = conditionOf(set, 'ReplicaFailure');
  const events = eventsAbout(set, facts.events);
  return [
    ...judgeRefused(workload, set, condition, events, judging),
    ...judgeDeadline(workload, deployment, judging),
  ];
}

/** No pod gets the new template until a person resumes it. A pause in the middle, or while pods are added, may end well. */
function judgePaused(workload: Subject, deployment: Workload, { now }: Judging): readonly Finding[] {
  const { desired, updated } = rolloutStatus(deployment);
  if (desired === 0 || updated > 0) return [];
  const since = timeOf(conditionOf(deployment, 'Progressing')?.lastTransitionTime) ?? now;
  return [
    {
      class: 'paused',
      workload,
      subject: workload,
      reason: 'Paused',
      message: 'is paused, so no pod gets the new template',
      forMs: Math.max(0, now - since),
      graceMs: 0,
      fatal: true,
    },
  ];
}

/** Not even the ReplicaSet could be made. */
function judgeNoSet(workload: Subject, deployment: Workload, { now, graces }: Judging): readonly Finding[] {
  const condition = conditionOf(deployment, 'Progressing');
  if (condition?.reason !== 'ReplicaSetCreateError') return [];
  const forMs = Math.max(0, now - (timeOf(condition.lastTransitionTime) ?? now));
  return [
    {
      class: 'create-refused',
      workload,
      subject: workload,
      reason: condition.reason,
      message: `its ReplicaSet cannot be created: ${plainRefusal(condition.message ?? '')}`,
      forMs,
      graceMs: graces.createRefused,
      fatal: forMs >= graces.createRefused,
    },
  ];
}

function judgeRefused(
  workload: Subject,
  shownOn: Workload,
  condition: Condition | undefined,
  events: readonly KubeEvent[],
  { now, graces }: Judging,
): readonly Finding[] {
  const failed = events.filter(({ reason }) => reason === 'FailedCreate');
  const holds = condition?.status === 'True' && condition.reason === 'FailedCreate';
  const created = events.findLast(({ reason }) => reason === 'SuccessfulCreate');
  const newest = failed.at(-1);
  if (!holds && newest === undefined) return [];
  // Without a condition (StatefulSet, DaemonSet) a later success says that it is over.
  if (!holds && (condition !== undefined || shownOn.kind === 'ReplicaSet')) return [];
  if (!holds && created !== undefined && newest !== undefined && firstTime(created) > firstTime(newest))
    return [];
  const text = condition?.message ?? newest?.message ?? '';
  const since = timeOf(failed[0] && firstTime(failed[0])) ?? timeOf(condition?.lastTransitionTime) ?? now;
  const tries = failed.reduce((sum, event) => sum + countOf(event), 0);
  const forMs = Math.max(0, now - since);
  return [
    {
      class: 'create-refused',
      workload,
      subject: subjectOf(shownOn),
      reason: 'FailedCreate',
      message: `pods cannot be created: ${plainRefusal(text)}`,
      forMs,
      graceMs: graces.createRefused,
      fatal: forMs >= graces.createRefused && (tries >= 2 || holds),
    },
  ];
}

/** Takes the pod's generated name off the front; what is left is the rule that refused. */
function plainRefusal(text: string): string {
  const said = text
    .replace(/^Error creating: /i, '')
    .replace(/^pods "[^"]*" is forbidden: /i, '')
    .split('\n')[0];
  return (said ?? '').slice(0, 300);
}

function judgeDeadline(workload: Subject, deployment: Workload, { now }: Judging): readonly Finding[] {
  const condition = conditionOf(deployment, 'Progressing');
  if (condition?.status !== 'False' || condition.reason !== 'ProgressDeadlineExceeded') return [];
  const seconds = deployment.spec?.progressDeadlineSeconds ?? 600;
  return [
    {
      class: 'progress-deadline',
      workload,
      subject: workload,
      reason: condition.reason,
      message: `no progress for ${seconds} s, its progressDeadlineSeconds`,
      forMs: Math.max(0, now - (timeOf(condition.lastTransitionTime) ?? now)),
      graceMs: 0,
      fatal: true,
    },
  ];
}

function judgeJob(job: Job, { now }: Judging): readonly Finding[] {
  const condition = job.status?.conditions?.find(
    ({ type, status }) => type === 'Failed' && status === 'True',
  );
  if (condition === undefined) return [];
  return [
    {
      class: 'job-failed',
      workload: subjectOf(job),
      subject: subjectOf(job),
      reason: condition.reason ?? 'JobFailed',
      message: `failed: ${condition.message ?? 'no reason given'}`,
      forMs: Math.max(0, now - (timeOf(condition.lastTransitionTime) ?? now)),
      graceMs: 0,
      fatal: true,
    },
  ];
}

function conditionOf({ status }: Workload, type: string): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}
