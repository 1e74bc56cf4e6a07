import { deployJobs, shownStep } from '../deploys.ts';
import type { Rule } from '../rule.ts';

export const deployWithoutEnvironment: Rule = {
  id: 'deploy-without-environment',
  severity: 'error',
  why: 'Only an environment can ask for a reviewer, wait, and keep its secrets from other jobs (QG-20, SEC-09).',
  fix: 'give the job environment: NAME',
  *check(subject) {
    for (const { job, steps } of deployJobs(subject))
      if (job.environment === undefined)
        yield { at: job.at, reason: `job ${job.id} runs ${shownStep(steps[0])} without environment:` };
  },
};
