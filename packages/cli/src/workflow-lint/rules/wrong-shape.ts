import type { Hit, OurStep, Rule } from '../rule.ts';

export const wrongShape: Rule = {
  id: 'wrong-shape',
  severity: 'error',
  why: 'GitHub refuses the file, and what stands in the wrong place does nothing and is seen by no other rule.',
  fix: "indent and write it as GitHub's syntax of workflows has it",
  *check({ file, ourSteps }) {
    if (file.kind === 'config' || file.kind === 'environments') return;
    for (const { text, at } of file.misshapen) yield { at, reason: text };
    for (const step of ourSteps) yield* besideWith(step);
  },
};

/** Keys that a step with `uses:` may have whatever its action is. */
const OF_STEPS = ['id', 'if', 'name', 'uses', 'with', 'env', 'continue-on-error', 'timeout-minutes'];

/** An input that stands beside `with:` instead of in it. */
function* besideWith({ step, action }: OurStep): Iterable<Hit> {
  for (const { text, at } of step.keys)
    if (!OF_STEPS.includes(text) && Object.hasOwn(action.inputs, text.toLowerCase()))
      yield {
        at,
        reason: `${text} is an input of ${action.name} and stands beside with:, not in it`,
        fix: `indent it below with:`,
      };
}
