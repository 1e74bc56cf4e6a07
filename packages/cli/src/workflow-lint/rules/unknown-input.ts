import { suggestWord } from '@fairlead/core';
import { calledWorkflows } from '../called-workflows.ts';
import type { With } from '../model/workflow.ts';
import type { Hit, Rule } from '../rule.ts';

export const unknownInput: Rule = {
  id: 'unknown-input',
  severity: 'error',
  why: 'GitHub only warns of an input that an action does not have: the default counts, and nobody notices.',
  fix: 'spell it as the inputs of the action are spelt, or take it out',
  *check(subject) {
    for (const { step, action } of subject.ourSteps)
      yield* judge(step.with, Object.keys(action.inputs), 'input', action.name);
    for (const { job, facts } of calledWorkflows(subject)) {
      yield* judge(job.with, Object.keys(facts.inputs), 'input', facts.name);
      yield* judge(job.secrets, facts.secrets, 'secret', facts.name);
    }
  },
};

function* judge(given: With, known: readonly string[], noun: string, owner: string): Iterable<Hit> {
  const names = new Set(known.map((name) => name.toLowerCase()));
  for (const [key, { name, at }] of given) {
    if (names.has(key)) continue;
    const near = suggestWord(key, known);
    const meant = near === undefined ? ` (allowed: ${known.join(', ')})` : `; did you mean ${near}?`;
    yield { at, reason: `${name} is no ${noun} of ${owner}${meant}` };
  }
}
