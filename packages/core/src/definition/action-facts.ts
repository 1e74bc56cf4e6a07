import type { ErrorCodes } from '../errors/codes.ts';
import { configurableInputs } from '../inputs/configurable.ts';
import { type FieldMeta, fieldMeta } from '../inputs/field.ts';
import type { ActionDefinition } from './define-action.ts';
import { outcomesOf, outputsOf } from './outcomes.ts';
import type { OutputShape } from './output-shape.ts';

/** What a definition says, without what it does: for tools that must not carry an action's code. Plain JSON. */
export interface ActionFacts {
  readonly name: string;
  readonly description: string;
  /** By kebab-case name, in the order of the definition. */
  readonly inputs: Readonly<Record<string, FieldMeta>>;
  /** Inputs that `.github/fairlead.yml` may set. */
  readonly configKeys: readonly string[];
  /** Its own and those of every action. */
  readonly outputs: OutputShape;
  /** Words of the output `outcome`, the core's included, each with its meaning. */
  readonly outcomes: Readonly<Record<string, string>>;
  /** Its own failure codes; those of the core come beside them. */
  readonly codes: ErrorCodes;
  /** Permissions of the job's token, by the name that workflows give them. */
  readonly permissions: ActionDefinition['permissions'];
  /** Whether it has a post phase. */
  readonly post: boolean;
}

/** Writes down what a definition says. */
export function describeAction(definition: ActionDefinition): ActionFacts {
  const { name, description, inputs, codes, permissions } = definition;
  return {
    name,
    description,
    inputs: Object.fromEntries(Object.entries(inputs).map(([input, field]) => [input, fieldMeta(field)])),
    configKeys: configurableInputs(inputs),
    outputs: outputsOf(definition),
    outcomes: outcomesOf(definition),
    codes,
    permissions,
    post: definition.post !== undefined,
  };
}
