import { calledWorkflows } from '../called-workflows.ts';
import type { Job } from '../model/workflow.ts';
import { accessTo, isNeeded, permissionsOf, reaches } from '../permissions.ts';
import type { Hit, Rule } from '../rule.ts';

export const missingPermission: Rule = {
  id: 'missing-permission',
  severity: 'error',
  why: 'A permission that is not stated is none as soon as one is stated.',
  fix: 'add it to permissions: of the job',
  *check(subject) {
    const { file } = subject;
    if (file.kind !== 'workflow') return;
    const told = new Map<Job, Set<string>>();
    for (const each of subject.ourSteps) {
      const { job, action } = each;
      const given = job === undefined ? undefined : permissionsOf(job, file);
      if (job === undefined || given === undefined) continue;
      const known = told.get(job) ?? new Set<string>();
      told.set(job, known);
      for (const [scope, need] of Object.entries(action.permissions)) {
        const access = accessTo(given, scope);
        if (access === undefined || reaches(access, need.access) || known.has(scope)) continue;
        // what is checked out is asked for by the checkout
        if (scope === 'contents' ? !checksOut(job) : isNeeded(each, need) !== true) continue;
        known.add(scope);
        yield hit(given.at, `job ${job.id}`, action.name, `${scope}: ${need.access}`, need.use);
      }
    }
    for (const { job, facts } of calledWorkflows(subject)) {
      const given = permissionsOf(job, file);
      if (given === undefined) continue;
      for (const [scope, needed] of Object.entries(facts.permissions)) {
        const access = accessTo(given, scope);
        if (access !== undefined && !reaches(access, needed))
          yield hit(
            given.at,
            `job ${job.id}`,
            facts.name,
            `${scope}: ${needed}`,
            'or GitHub does not start it',
          );
      }
    }
  },
};

function hit(at: Hit['at'], where: string, who: string, permission: string, use: string): Hit {
  return { at, reason: `${where} lacks the permission ${permission}, which ${who} needs, ${use}` };
}

/** Whether a step checks out with the job's token. */
function checksOut(job: Job): boolean {
  return job.steps.some(
    ({ uses, with: given }) =>
      /^actions\/checkout@/i.test(uses?.text ?? '') && !given.has('token') && !given.has('ssh-key'),
  );
}
