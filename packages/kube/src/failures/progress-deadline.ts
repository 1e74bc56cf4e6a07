import { timeOf } from '../facts/facts.ts';
import type { WorkloadClass } from './failure-class.ts';
import { conditionOf } from './refusals.ts';

/** The cluster itself gave up. What the pods say is the cause. */
export const progressDeadline: WorkloadClass = {
  name: 'progress-deadline',
  of: 'workload',
  grace: { ms: 0 },
  hint: 'it made no progress; look at its pods',
  shows: 'progress deadline of a Deployment or Rollout exceeded',
  rank: 'consequence',
  see({ workload, maker, now }) {
    const condition = conditionOf(workload, 'Progressing');
    if (
      maker === undefined ||
      condition?.status !== 'False' ||
      condition.reason !== 'ProgressDeadlineExceeded'
    )
      return undefined;
    const seconds = workload.spec?.['progressDeadlineSeconds'] ?? 600;
    const message = `no progress for ${seconds} s, its progressDeadlineSeconds`;
    return { reason: condition.reason, message, since: timeOf(condition.lastTransitionTime) ?? now };
  },
};
