import type { Job } from './model/workflow.ts';
import type { Subject, WorkflowFacts } from './rule.ts';

/** The jobs that call a reusable workflow of ours. */
export function calledWorkflows({
  file,
  workflows,
}: Subject): readonly { readonly job: Job; readonly facts: WorkflowFacts }[] {
  if (file.kind !== 'workflow') return [];
  return file.jobs.flatMap((job) => {
    const what = job.uses?.what;
    const facts = what?.kind === 'workflow' ? workflows.find(({ name }) => name === what.name) : undefined;
    return facts === undefined ? [] : [{ job, facts }];
  });
}
