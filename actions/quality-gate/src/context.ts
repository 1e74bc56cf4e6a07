import type { ActionContext } from '@fairlead/core';
import type { inputs } from './inputs.ts';
import type { outputs } from './outputs.ts';

/** The whole context of a run. */
export type RunContext = ActionContext<typeof inputs, typeof outputs>;

/** The parsed inputs. */
export type GateInputs = RunContext['inputs'];
