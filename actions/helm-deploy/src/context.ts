import type { ActionContext } from '@fairlead/core';
import type { inputs } from './inputs.ts';
import type { outputs } from './outputs.ts';

/** The context of this action, with its inputs and outputs by type. */
export type DeployContext = ActionContext<typeof inputs, typeof outputs>;

/** The inputs by camelCase name. */
export type DeployInputs = DeployContext['inputs'];
