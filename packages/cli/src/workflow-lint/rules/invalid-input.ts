import { describeProblem, emptyConfigSection, type Field, parseInputs, writtenField } from '@fairlead/core';
import { calledWorkflows } from '../called-workflows.ts';
import type { Job } from '../model/workflow.ts';
import type { Hit, OurStep, Rule, WorkflowFacts } from '../rule.ts';

export const invalidInput: Rule = {
  id: 'invalid-input',
  severity: 'error',
  why: 'The action refuses the value, minutes later, in its run.',
  fix: 'give a value that the input allows; an expression is judged in the run',
  *check(subject) {
    for (const step of subject.ourSteps) yield* judgeStep(step);
    for (const { job, facts } of calledWorkflows(subject)) yield* judgeCall(job, facts);
  },
};

function* judgeStep({ step, action }: OurStep): Iterable<Hit> {
  for (const [name, meta] of Object.entries(action.inputs)) {
    const value = step.with.get(name)?.value;
    const text = value?.text.trim() ?? '';
    if (value === undefined || text === '' || text.includes('${{')) continue;
    const shape: Readonly<Record<string, Field<unknown>>> = { [name]: writtenField(meta) };
    const { problems } = parseInputs(shape, () => text, emptyConfigSection);
    for (const problem of problems) yield { at: value.at, reason: describeProblem(problem) };
  }
}

/** GitHub takes the values of a reusable workflow by their type. */
function* judgeCall(job: Job, { name: workflow, inputs }: WorkflowFacts): Iterable<Hit> {
  for (const [name, { type }] of Object.entries(inputs)) {
    const value = job.with.get(name)?.value;
    if (value === undefined || value.text.includes('${{')) continue;
    const fits =
      type === 'boolean'
        ? /^(true|false)$/i.test(value.text)
        : type !== 'number' || /^-?\d+(\.\d+)?$/.test(value.text);
    if (!fits)
      yield {
        at: value.at,
        reason: `${name} ${JSON.stringify(value.text)}: is not a ${type}, which ${workflow} takes`,
      };
  }
}
