import { suggestWord } from '@fairlead/core';
import { calledWorkflows } from '../called-workflows.ts';
import { parseExpression, partsOf, pathOf } from '../flow/evaluate.ts';
import { conditionOf } from '../model/expressions.ts';
import type { PlacedText } from '../model/spot.ts';
import type { PlacedExpression, Step } from '../model/workflow.ts';
import type { Hit, Rule, Subject } from '../rule.ts';

/** An expression and the ids that it may ask. */
interface Asked {
  readonly expression: PlacedExpression;
  readonly owners: ReadonlyMap<string, { readonly name: string; readonly outputs: readonly string[] }>;
  readonly context: 'steps' | 'needs';
}

export const unknownOutput: Rule = {
  id: 'unknown-output',
  severity: 'error',
  why: 'An output that does not exist is empty text, so the next step works with nothing.',
  fix: 'name an output of the action; its README lists them',
  *check(subject) {
    for (const asked of askedOf(subject)) yield* judge(asked);
  },
};

function* judge({ expression, owners, context }: Asked): Iterable<Hit> {
  const tree = parseExpression(expression.text);
  if (tree === undefined) return;
  for (const part of partsOf(tree)) {
    const path = pathOf(part);
    if (path?.length !== 4 && path?.length !== 3) continue;
    const [root, id = '', key, name] = path;
    const owner = owners.get(id);
    if (root !== context || key !== 'outputs' || name === undefined || owner === undefined) continue;
    if (owner.outputs.some((output) => output.toLowerCase() === name)) continue;
    const near = suggestWord(name, owner.outputs);
    const meant = near === undefined ? ` (it has ${owner.outputs.join(', ')})` : `; did you mean ${near}?`;
    yield {
      at: expression.at,
      reason: `${context}.${id}.outputs.${name}: ${owner.name} has no output ${name}${meant}`,
    };
  }
}

function* askedOf(subject: Subject): Iterable<Asked> {
  const { file, ourSteps } = subject;
  if (file.kind === 'config' || file.kind === 'environments') return;
  const outputsOf = (steps: readonly Step[]): Asked['owners'] => {
    const ids = steps.flatMap(({ id }) => id?.toLowerCase() ?? []);
    return new Map(
      ourSteps
        .filter(({ step }) => step.id !== undefined && steps.includes(step))
        // an id that stands twice, as in branches of a template, may be either
        .filter(({ step }) => ids.filter((id) => id === step.id?.toLowerCase()).length === 1)
        .map(({ step, action }) => [
          (step.id ?? '').toLowerCase(),
          { name: action.name, outputs: Object.keys(action.outputs) },
        ]),
    );
  };
  const scopes = file.kind === 'action' ? [{ ...file, if: undefined }] : file.jobs;
  for (const { steps, expressions, if: condition } of scopes) {
    const owners = outputsOf(steps);
    if (owners.size === 0) continue;
    const conditions = [condition, ...steps.map((step) => step.if)];
    for (const expression of [...expressions, ...conditions.flatMap(bare)])
      yield { expression, owners, context: 'steps' };
  }
  if (file.kind === 'action') return;
  const called = calledWorkflows(subject).map(
    ({ job, facts }) => [job.id.toLowerCase(), { name: facts.name, outputs: facts.outputs }] as const,
  );
  if (called.length === 0) return;
  for (const job of file.jobs)
    for (const expression of [
      ...job.expressions,
      ...[job.if, ...job.steps.map((step) => step.if)].flatMap(bare),
    ])
      yield { expression, owners: new Map(called), context: 'needs' };
}

/** The expression of an `if:` without braces; with them it is found with the others. */
function bare(condition: PlacedText | undefined): readonly PlacedExpression[] {
  if (condition === undefined || condition.text.includes('${{')) return [];
  const text = conditionOf(condition.text);
  return text === undefined ? [] : [{ text, at: condition.at }];
}
