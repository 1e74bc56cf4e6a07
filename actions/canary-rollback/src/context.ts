import type { ActionContext, Inputs } from '@fairlead/core';
import type { inputs } from './inputs.ts';
import type { outputs } from './outputs.ts';

/** The context of this action. */
export type CanaryContext = ActionContext<typeof inputs, typeof outputs>;

/** The parsed inputs of this action. */
export type CanaryInputs = Inputs<typeof inputs>;
