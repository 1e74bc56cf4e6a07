import { deployJobs, shownStep } from '../deploys.ts';
import { JobFlow } from '../flow/job-flow.ts';
import { scenariosOf } from '../flow/scenarios.ts';
import type { Concurrency, Job } from '../model/workflow.ts';
import type { Rule } from '../rule.ts';

export const deployCancelled: Rule = {
  id: 'deploy-cancelled',
  severity: 'warning',
  why: 'A push would cancel a deploy or a canary that is under way, and users get what is half done.',
  fix: 'set cancel-in-progress: false for the job that deploys',
  *check(subject) {
    const { file } = subject;
    if (file.kind !== 'workflow') return;
    const flows = scenariosOf(file).map((scenario) => new JobFlow(file, scenario));
    for (const { job, steps } of deployJobs(subject)) {
      const concurrency = [job.concurrency, file.concurrency].find(
        (each) => each !== undefined && cancels(each, job, flows),
      );
      if (concurrency !== undefined)
        yield {
          at: concurrency.at,
          reason: `a newer run cancels job ${job.id} in the middle of ${shownStep(steps[0])}`,
        };
    }
  },
};

/** Whether a newer run surely cancels, in one of the ways in which the job runs; an expression may say so only for some. */
function cancels({ cancelInProgress: text }: Concurrency, job: Job, flows: readonly JobFlow[]): boolean {
  if (!text.includes('${{')) return text === 'true';
  return flows.some((flow) => flow.runs(job) === true && flow.text(job, text) === 'true');
}
