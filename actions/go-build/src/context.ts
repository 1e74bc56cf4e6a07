import type { ActionContext } from '@fairlead/core';
import type { inputs } from './inputs.ts';
import type { outputs } from './outputs.ts';

/** What the stages of this action are given. */
export type GoBuildContext = ActionContext<typeof inputs, typeof outputs>;
