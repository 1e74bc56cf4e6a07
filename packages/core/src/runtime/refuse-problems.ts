import type { ActionContext } from '../definition/action-context.ts';
import type { ActionDefinition, Check } from '../definition/define-action.ts';
import type { OutputShape } from '../definition/output-shape.ts';
import { classifyThrown } from '../errors/classify.ts';
import type { FairleadError } from '../errors/fairlead-error.ts';
import { joinErrors } from '../errors/join-errors.ts';
import { CancelledError, describeProblem, InputError, type InputProblem } from '../errors/kinds.ts';
import { guardInputs } from '../inputs/guard-inputs.ts';
import type { InputShape } from '../inputs/parse-inputs.ts';
import { failureLine } from '../render/failure.ts';
import type { ReadInputs } from './read-inputs.ts';

/** What one check found: problems, or why it could not look. */
interface Finding {
  readonly problems: readonly InputProblem[];
  readonly error?: FairleadError;
}

/**
 * Says everything that is wrong with the inputs at once: what reading them found, then what the checks found, in the
 * order of the definition. All checks run at the same time. One that reaches for an unusable input has no say, and what
 * two of them found is told once.
 *
 * @throws InputError with all problems; without any, everything that kept a check from looking.
 */
export async function refuseProblems<I extends InputShape, O extends OutputShape>(
  definition: ActionDefinition<I, O>,
  context: ActionContext<I, O>,
  read: Pick<ReadInputs<I>, 'problems' | 'unusable' | 'origins'>,
): Promise<void> {
  const { checks = [] } = definition;
  const findings = await Promise.all(checks.map((check) => runCheck(check, context, read.unusable)));
  const problems = distinct(
    [...read.problems, ...findings.flatMap((finding) => finding.problems)].map((problem) =>
      withOrigin(problem, read.origins),
    ),
    describeProblem,
  );
  const errors = distinct(
    findings.flatMap(({ error }) => (error === undefined ? [] : [error])),
    failureLine,
  );
  const cancelled = errors.find((error) => error instanceof CancelledError);
  if (cancelled !== undefined) throw cancelled;
  if (problems.length > 0) throw inputError(definition.name, [...problems, ...errors.map(asProblem)]);
  const [first, ...others] = errors;
  if (first !== undefined) throw joinErrors(first, others);
}

/** With all inputs usable a check is given the run's own context, so that what is found out by it is found out once. */
async function runCheck<I extends InputShape, O extends OutputShape>(
  check: Check<I, O>,
  context: ActionContext<I, O>,
  unusable: ReadonlySet<string>,
): Promise<Finding> {
  if (unusable.size === 0) return attempt(async () => check(context.inputs, context), context.signal);
  const inputs = guardInputs(context.inputs, unusable);
  const place = unusable.has('working-directory') ? ['working-directory'] : [];
  const guarded = guardInputs({ ...context, inputs: inputs.values }, place);
  const found = await attempt(async () => check(inputs.values, guarded.values), context.signal);
  return inputs.missed() || guarded.missed() ? { problems: [] } : found;
}

/** Problems may be given back or thrown; anything else that is thrown kept the check from looking. */
async function attempt(check: () => Promise<readonly InputProblem[]>, signal: AbortSignal): Promise<Finding> {
  try {
    return { problems: await check() };
  } catch (thrown) {
    const error = classifyThrown(thrown, signal);
    return error instanceof InputError ? { problems: error.problems } : { problems: [], error };
  }
}

/** A value of the config file is to be corrected there, whoever objects to it. */
function withOrigin(problem: InputProblem, origins: Readonly<Record<string, string>>): InputProblem {
  return { ...problem, source: problem.source ?? origins[problem.input] };
}

/** The first of those that read the same. */
function distinct<T>(items: readonly T[], text: (item: T) => string): readonly T[] {
  const seen = new Set<string>();
  return items.filter((item) => seen.size < seen.add(text(item)).size);
}

/** What could not be looked at stands beside what is wrong, with its own next step: it may keep the next run from going on. */
function asProblem({ code, message, hint }: FairleadError): InputProblem {
  return { input: code, problem: hint === undefined ? message : `${message} (${hint})` };
}

function inputError(action: string, problems: readonly InputProblem[]): InputError {
  const docs = `https://github.com/fairlead-actions/fairlead/tree/v1/actions/${action}#inputs`;
  return new InputError(problems, { docs });
}
