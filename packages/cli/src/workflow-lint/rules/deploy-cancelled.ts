import { deployJobs } from '../deploys.ts';
import type { Rule } from '../rule.ts';

export const deployCancelled: Rule = {
  id: 'deploy-cancelled',
  severity: 'warning',
  why: 'A push would cancel a deploy or a canary that is under way, and users get what is half done.',
  fix: 'set cancel-in-progress: false for the job that deploys',
  *check(subject) {
    const { file } = subject;
    if (file.kind !== 'workflow') return;
    for (const { job, steps } of deployJobs(subject)) {
      const concurrency = [job.concurrency, file.concurrency].find(
        (each) => each?.cancelInProgress === 'true',
      );
      if (concurrency !== undefined)
        yield {
          at: concurrency.at,
          reason: `a newer run cancels job ${job.id} in the middle of ${steps[0].action.name}`,
        };
    }
  },
};
