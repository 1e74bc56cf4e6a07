import type { ActionContext } from '@fairlead/core';
import type { outputs } from './outputs.ts';
import type { inputs } from './plan/inputs.ts';

/** What the stages of this action are given. */
export type GoBuildContext = ActionContext<typeof inputs, typeof outputs>;
