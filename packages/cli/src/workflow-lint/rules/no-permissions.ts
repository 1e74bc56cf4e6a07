import { permissionsOf } from '../permissions.ts';
import type { Rule } from '../rule.ts';

export const noPermissions: Rule = {
  id: 'no-permissions',
  severity: 'error',
  why: 'Without permissions: the token may do whatever the repository allows by default (SEC-07).',
  fix: 'put permissions: { contents: read } on top of the workflow, and what a job needs more into that job',
  *check(subject) {
    const { file } = subject;
    if (file.kind !== 'workflow') return;
    const ours = new Set(subject.ourSteps.map(({ job }) => job));
    const uses = file.jobs.some((job) => ours.has(job) || job.uses?.what.kind === 'workflow');
    if (!uses) return;
    for (const job of file.jobs)
      if (permissionsOf(job, file) === undefined)
        yield { at: job.at, reason: `job ${job.id} states no permissions, nor does the workflow` };
  },
};
