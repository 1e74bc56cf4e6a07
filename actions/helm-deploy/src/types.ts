import type { ActionContext } from '@fairlead/core';
import type { inputs, outputs } from './inputs.ts';

/** The context of this action, with its inputs and outputs by type. */
export type DeployContext = ActionContext<typeof inputs, typeof outputs>;

/** The inputs by camelCase name. */
export type DeployInputs = DeployContext['inputs'];
