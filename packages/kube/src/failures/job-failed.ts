import { timeOf } from '../facts/facts.ts';
import { oneLine } from '../words/text.ts';
import type { WorkloadClass } from './failure-class.ts';
import { conditionOf } from './refusals.ts';

/** A Job has failed for good: it tries again by itself as often as it may. */
export const jobFailed: WorkloadClass = {
  name: 'job-failed',
  of: 'workload',
  grace: { ms: 0 },
  hint: 'read the last log lines of the job',
  shows: 'Job failed',
  rank: 'consequence',
  see({ workload, now }) {
    const condition = conditionOf(workload, 'Failed');
    if (workload.kind !== 'Job' || condition?.status !== 'True') return undefined;
    return {
      reason: condition.reason ?? 'JobFailed',
      message: `failed: ${oneLine(condition.message ?? 'no reason given', 300)}`,
      since: timeOf(condition.lastTransitionTime) ?? now,
    };
  },
};
