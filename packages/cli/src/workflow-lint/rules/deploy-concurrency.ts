import { deployJobs, shownStep } from '../deploys.ts';
import type { Rule } from '../rule.ts';

export const deployConcurrency: Rule = {
  id: 'deploy-concurrency',
  severity: 'advice',
  why: 'Two deploys of one release at the same time stop each other half-way.',
  fix: 'give the job concurrency: NAME, the same for all that deploy the release',
  *check(subject) {
    const { file } = subject;
    if (file.kind !== 'workflow' || file.concurrency !== undefined) return;
    for (const { job, steps } of deployJobs(subject))
      if (job.concurrency === undefined)
        yield { at: job.at, reason: `job ${job.id} runs ${shownStep(steps[0])} without concurrency:` };
  },
};
