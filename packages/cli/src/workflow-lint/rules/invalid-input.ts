import {
  describeProblem,
  emptyConfigSection,
  type Field,
  type FieldMeta,
  parseInputs,
  writtenField,
} from '@fairlead/core';
import { calledWorkflows } from '../called-workflows.ts';
import { JobFlow } from '../flow/job-flow.ts';
import { scenariosOf } from '../flow/scenarios.ts';
import { isUnclosed } from '../model/expressions.ts';
import type { Job } from '../model/workflow.ts';
import type { Hit, OurStep, Rule, WorkflowFacts } from '../rule.ts';

export const invalidInput: Rule = {
  id: 'invalid-input',
  severity: 'error',
  why: 'The action refuses the value, minutes later, in its run.',
  fix: 'give a value that the input allows; an expression that depends on more than event and ref is judged in the run',
  *check(subject) {
    const { file } = subject;
    const flows =
      file.kind === 'workflow' ? scenariosOf(file).map((scenario) => new JobFlow(file, scenario)) : [];
    for (const step of subject.ourSteps) yield* judgeStep(step, flows);
    for (const { job, facts } of calledWorkflows(subject)) yield* judgeCall(job, facts);
  },
};

function* judgeStep({ step, action, job }: OurStep, flows: readonly JobFlow[]): Iterable<Hit> {
  for (const [name, meta] of Object.entries(action.inputs)) {
    const value = step.with.get(name)?.value;
    const text = value?.text.trim() ?? '';
    if (value === undefined || text === '') continue;
    if (isUnclosed(text)) {
      yield { at: value.at, reason: `${name} ${JSON.stringify(text)}: has an expression without its end }}` };
      continue;
    }
    const known = text.includes('${{') ? comesTo(text, meta, job, flows) : [text];
    const reasons = known.flatMap((each) => problemsOf(name, meta, each));
    for (const reason of new Set(reasons)) yield { at: value.at, reason };
  }
}

/** What an expression for a boolean or a choice comes to, wherever that is known: other texts may be anything. */
function comesTo(
  text: string,
  { kind }: FieldMeta,
  job: Job | undefined,
  flows: readonly JobFlow[],
): readonly string[] {
  if (job === undefined || (kind !== 'boolean' && kind !== 'choice')) return [];
  return flows.flatMap((flow) => {
    const known = flow.runs(job) === false ? undefined : flow.text(job, text)?.trim();
    return known === undefined || known === '' ? [] : [known];
  });
}

function problemsOf(name: string, meta: FieldMeta, text: string): readonly string[] {
  const shape: Readonly<Record<string, Field<unknown>>> = { [name]: writtenField(meta) };
  return parseInputs(shape, () => text, emptyConfigSection).problems.map(describeProblem);
}

/** GitHub takes the values of a reusable workflow by their type. */
function* judgeCall(job: Job, { name: workflow, inputs }: WorkflowFacts): Iterable<Hit> {
  for (const [name, { type }] of Object.entries(inputs)) {
    const value = job.with.get(name)?.value;
    if (value === undefined || (value.text.includes('${{') && !isUnclosed(value.text))) continue;
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
