import { formatDuration } from '@fairlead/core';
import {
  type Diagnosis,
  describeFinding,
  type Facts,
  type Finding,
  type Job,
  type Subject,
} from '@fairlead/kube';
import { progressOf } from './completeness.ts';

/** One line a workload: how far its rollout is; none when nothing is known. Pure. */
export function describeProgress(facts: Facts | undefined): readonly string[] {
  if (facts === undefined) return [];
  return [...facts.deployments, ...facts.statefulSets, ...facts.daemonSets, ...facts.rollouts].map(
    (workload) => `${workload.kind} ${workload.metadata.name}: ${progressOf(workload).message}`,
  );
}

/** A finding in the log, with how long it may last. Pure. */
export function describeWaiting(finding: Finding): string {
  const { fatal, graceMs } = finding;
  const note = fatal
    ? 'this will not heal'
    : graceMs === Number.POSITIVE_INFINITY
      ? 'waiting'
      : `may last ${formatDuration(graceMs)}`;
  return `${describeFinding(finding)} – ${note}`;
}

/** A Job that has begun and not ended: a hook that helm waits for. Pure. */
export function findUnfinishedJob(facts: Facts | undefined): Job | undefined {
  return facts?.jobs.find(
    ({ spec, status }) =>
      spec?.['suspend'] !== true &&
      status?.conditions?.some(
        ({ type, status: holds }) => holds === 'True' && /^(Complete|Failed)$/.test(type),
      ) !== true,
  );
}

/** The verdict when the time is over and nothing in the cluster says why. Pure. */
export function timeoutDiagnosis(
  subject: Subject,
  state: string,
  budgetMs: number,
  hint: string = 'raise `timeout`, or find out what the object named waits for',
): Diagnosis {
  const message = `not done within ${formatDuration(budgetMs)}: ${state}`;
  return {
    ...bareDiagnosis(subject, 'Timeout', message),
    class: 'timeout',
    hint,
    forMs: budgetMs,
    graceMs: budgetMs,
  };
}

/** The verdict when the controller of a Rollout says that it has given up. Pure. */
export function givenUp(subject: Subject, state: string): Diagnosis {
  return {
    ...bareDiagnosis(subject, 'Degraded', state),
    class: 'rollout-degraded',
    hint: 'read `kubectl argo rollouts get rollout` of it: its controller says why',
    forMs: 0,
    graceMs: 0,
  };
}

function bareDiagnosis(
  subject: Subject,
  reason: string,
  message: string,
): Omit<Diagnosis, 'class' | 'hint' | 'forMs' | 'graceMs'> {
  return {
    workload: subject,
    subject,
    container: undefined,
    reason,
    message,
    fatal: true,
    object: `${subject.kind} ${subject.namespace}/${subject.name}`,
    summary: `${subject.kind} ${subject.name}: ${message} (${reason})`,
    logTail: [],
    events: [],
  };
}
