import { deployJobs, deploysToProduction } from '../deploys.ts';
import { JobFlow } from '../flow/job-flow.ts';
import { scenariosOf } from '../flow/scenarios.ts';
import type { Rule } from '../rule.ts';

export const productionRef: Rule = {
  id: 'production-ref',
  severity: 'error',
  why: 'Production takes what was released, not what somebody works on (TRG-05).',
  fix: "give the job if: github.ref == 'refs/heads/main' || startsWith(github.ref, 'refs/tags/v'), or filter the branches and tags of on.push",
  *check(subject) {
    const { file } = subject;
    if (file.kind !== 'workflow') return;
    const flows = scenariosOf(file)
      .filter(({ releases }) => !releases)
      .map((scenario) => ({ scenario, flow: new JobFlow(file, scenario) }));
    for (const { job, steps } of deployJobs(subject))
      for (const each of steps) {
        if (each.settings.get('allowed-refs').kind !== 'unset') continue;
        const found = flows.find(({ flow }) => deploysToProduction(each, job, flow));
        if (found === undefined) continue;
        const reason = `job ${job.id} deploys to production on ${found.scenario.shown}`;
        yield { at: each.uses.at, reason };
        break;
      }
  },
};
