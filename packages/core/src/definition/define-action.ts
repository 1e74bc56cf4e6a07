import type { z } from 'zod';
import type { ErrorCodes } from '../errors/codes.ts';
import type { FairleadError } from '../errors/fairlead-error.ts';
import type { InputProblem } from '../errors/kinds.ts';
import type { Field } from '../inputs/field.ts';
import type { InputShape, Inputs } from '../inputs/parse-inputs.ts';
import type { ActionContext } from './action-context.ts';
import type { OutputShape } from './output-shape.ts';

/**
 * Looks for problems between inputs, or between inputs and the world (event, files, tools, cluster), and changes nothing.
 * One check holds one concern: all of them run at the same time, before anything is changed and also when single inputs
 * are not usable. A check that reads an unusable input ends there and is left out, so that the others still speak.
 * Problems may also be thrown as InputError; what two checks find alike is told once.
 */
export type Check<I extends InputShape = InputShape, O extends OutputShape = OutputShape> = {
  // a method, for the same reason as those of the definition
  check(
    inputs: Inputs<I>,
    context: ActionContext<I, O>,
  ): Promise<readonly InputProblem[]> | readonly InputProblem[];
}['check'];

/** What an action needs a permission of the job's token for. */
export interface PermissionNeed {
  readonly access: 'read' | 'write';
  /** Completes "read, ": `to check the code out`. */
  readonly use: string;
  /** Needed only while the text of this input matches the pattern. */
  readonly when?: { readonly input: string; readonly matches: string };
  /** Not needed while one of these inputs is given and matches its pattern. */
  readonly unless?: readonly { readonly input: string; readonly matches: string }[];
}

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
  /** Its own outputs; `outcome`, `reason` and `report` come from the core. */
  readonly outputs: O;
  /**
   * Words of the output `outcome` beside the core's, each with what it means. A run that settles nothing and does not
   * fail ends with the first.
   */
  readonly outcomes: Readonly<Record<string, string>>;
  /** Those of them, or of the core's, that may be settled beside a failure, for example `rolled-back`. */
  readonly failedOutcomes?: readonly string[];
  /** Failure codes beside the core's. */
  readonly codes: ErrorCodes;
  /** Further tables of the README, in Markdown, by the name in their markers: for sets that a registry holds. */
  readonly tables?: Readonly<Record<string, string>>;
  /** Permissions of the job's token that it needs, by the name that workflows give them. */
  readonly permissions: Readonly<Record<string, PermissionNeed>>;
  /** What single inputs cannot tell; see `Check`. Problems are told in this order. */
  readonly checks?: readonly Check<I, O>[];
  run(context: ActionContext<I, O>): Promise<void>;
  /** The input by which the user lets the job go on after this failure; undefined when it ends the job. */
  tolerates?(failure: FairleadError, inputs: Inputs<I>): (keyof I & string) | undefined;
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
