import type { Job } from '../model/workflow.ts';
import { accessTo, isNeeded, permissionsOf, reaches } from '../permissions.ts';
import type { Rule, Subject } from '../rule.ts';

/** Actions of GitHub's own, with what they need of the token. */
const HARMLESS = /^actions\/(checkout|setup-go|cache|upload-artifact|download-artifact)@/;

export const excessPermission: Rule = {
  id: 'excess-permission',
  severity: 'warning',
  why: 'Each permission that nothing needs is one that a stolen token has (SEC-07).',
  fix: 'take it out, or put it into the job that needs it',
  *check(subject) {
    const { file } = subject;
    if (file.kind !== 'workflow') return;
    for (const job of file.jobs) {
      const given = permissionsOf(job, file);
      if (given === undefined || !isOnlyOurs(job, subject)) continue;
      if (given.all === 'write')
        yield { at: given.at, reason: `job ${job.id} has write-all, and its steps do not need that` };
      for (const [scope, { at }] of given.scopes) {
        if (accessTo(given, scope) !== 'write' || needsWrite(job, scope, subject)) continue;
        yield { at, reason: `job ${job.id} has ${scope}: write, and none of its steps needs that` };
      }
    }
  },
};

/** Whether all steps are known: ours, and some of GitHub's. */
function isOnlyOurs(job: Job, { ourSteps }: Subject): boolean {
  const ours = new Set(ourSteps.filter((each) => each.job === job).map(({ step }) => step));
  return ours.size > 0 && job.steps.every((step) => ours.has(step) || HARMLESS.test(step.uses?.text ?? ''));
}

function needsWrite(job: Job, scope: string, { ourSteps }: Subject): boolean {
  return ourSteps
    .filter((each) => each.job === job)
    .some((each) => {
      const need = each.action.permissions[scope];
      return need !== undefined && reaches(need.access, 'write') && isNeeded(each, need) !== false;
    });
}
