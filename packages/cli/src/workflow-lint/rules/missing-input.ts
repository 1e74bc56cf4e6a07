import { calledWorkflows } from '../called-workflows.ts';
import type { Rule } from '../rule.ts';

export const missingInput: Rule = {
  id: 'missing-input',
  severity: 'error',
  why: 'Without a required input the action ends before it does anything.',
  fix: 'give it under with:, or in .github/fairlead.yml',
  *check(subject) {
    for (const { uses, action, settings } of subject.ourSteps) {
      const missing = Object.entries(action.inputs)
        .filter(([name, meta]) => meta.required === true && settings.get(name).kind === 'unset')
        .map(([name]) => name);
      for (const name of missing)
        yield { at: uses.at, reason: `${action.name} needs ${name}, and nothing gives it` };
    }
    for (const { job, facts } of calledWorkflows(subject))
      for (const [name, { required }] of Object.entries(facts.inputs))
        if (required && !job.with.has(name.toLowerCase()))
          yield {
            at: job.uses?.at ?? job.at,
            reason: `${facts.name} needs ${name}, and nothing gives it`,
            fix: 'give it under with:',
          };
  },
};
