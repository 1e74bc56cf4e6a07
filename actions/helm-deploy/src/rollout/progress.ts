import { formatDuration } from '@fairlead/core';
import { type Diagnosis, type Facts, rolloutStatus, subjectOf, type Workload } from '@fairlead/kube';

/** One line a workload: how far its rollout is. Pure. */
export function describeProgress(facts: Facts): readonly string[] {
  return [...facts.deployments, ...facts.statefulSets, ...facts.daemonSets].map(
    (workload) => `${workload.kind} ${workload.metadata.name}: ${rolloutStatus(workload).message}`,
  );
}

/** The verdict when the time is over and nothing in the cluster says why. Pure. */
export function timeoutDiagnosis(workload: Workload | undefined, budgetMs: number): Diagnosis {
  const subject = workload === undefined ? { kind: 'Release', namespace: '', name: '' } : subjectOf(workload);
  const state = workload === undefined ? 'helm was still at work' : rolloutStatus(workload).message;
  const message = `not done within ${formatDuration(budgetMs)}: ${state}`;
  return {
    class: 'not-ready',
    workload: subject,
    subject,
    container: undefined,
    reason: 'Timeout',
    message,
    forMs: budgetMs,
    graceMs: budgetMs,
    fatal: true,
    object: `${subject.kind} ${subject.namespace}/${subject.name}`,
    summary: `${subject.kind} ${subject.name}: ${message} (Timeout)`,
    logTail: [],
    events: [],
  };
}
