import { isRollout } from '../argo/rollout.ts';
import { timeOf } from '../facts/facts.ts';
import { rolloutStatus } from '../workloads/rollout-status.ts';
import type { WorkloadClass } from './failure-class.ts';
import { conditionOf } from './refusals.ts';

/** No pod gets the new template until a person resumes it. A pause in the middle, or while pods are added, may end well. */
export const paused: WorkloadClass = {
  name: 'paused',
  of: 'workload',
  grace: { ms: 0 },
  hint: 'resume it with `kubectl rollout resume`, or take `paused` out of the chart',
  shows: 'Deployment paused with its old pods',
  see({ workload, now }) {
    if (isRollout(workload) || workload.kind !== 'Deployment' || workload.spec?.['paused'] !== true)
      return undefined;
    const { desired, updated } = rolloutStatus(workload);
    if (desired === 0 || updated > 0) return undefined;
    const since = timeOf(conditionOf(workload, 'Progressing')?.lastTransitionTime) ?? now;
    return { reason: 'Paused', message: 'is paused, so no pod gets the new template', since };
  },
};
