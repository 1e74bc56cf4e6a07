import type { z } from 'zod';
import type { ErrorCodes } from '../errors/codes.ts';
import type { InputProblem } from '../errors/kinds.ts';
import type { Field } from '../inputs/field.ts';
import type { InputShape, Inputs } from '../inputs/parse-inputs.ts';
import type { ActionContext } from './action-context.ts';

/** One output: a sentence for the manifest and the README. */
export interface OutputSpec {
  readonly description: string;
  readonly example?: string;
}

/** An action's outputs by kebab-case name. */
export type OutputShape = Readonly<Record<string, OutputSpec>>;

/**
 * Everything there is to say about an action. `action.yml`, README tables and the config schema come from it.
 * Functions are written as methods, so that any definition fits where a definition with unknown inputs is asked for.
 */
export interface ActionDefinition<I extends InputShape = InputShape, O extends OutputShape = OutputShape> {
  /** Kebab-case name: the folder, the config key, the bundle. */
  readonly name: string;
  /** One sentence. */
  readonly description: string;
  readonly branding: { readonly icon: string; readonly color: string };
  readonly inputs: I;
  readonly outputs: O;
  /** Failure codes beside the core's. */
  readonly codes: ErrorCodes;
  /** Permissions of the job's token that it needs, by what for. */
  readonly permissions: Readonly<Record<string, string>>;
  /** Rules that involve several inputs or the event; all problems at once, before anything is changed. */
  check?(
    inputs: Inputs<I>,
    context: ActionContext<I, O>,
  ): Promise<readonly InputProblem[]> | readonly InputProblem[];
  run(context: ActionContext<I, O>): Promise<void>;
  /** The post phase. It runs also after a failed or cancelled main phase. */
  post?(context: ActionContext<I, O>): Promise<void>;
  /** Whether an error of the post phase fails the job; otherwise it is a warning. */
  readonly postOwnsOutcome?: boolean;
}

/** Names the type of a definition; has no effect at run time. */
export function defineAction<const I extends InputShape, const O extends OutputShape>(
  definition: ActionDefinition<I, O>,
): ActionDefinition<I, O> {
  return definition;
}

/** The output of a field, for signatures. */
export type FieldOutput<F extends Field<unknown>> = z.output<F>;
