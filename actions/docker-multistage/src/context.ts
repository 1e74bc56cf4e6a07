import type { ActionContext, Inputs } from '@fairlead/core';
import type { inputs } from './inputs.ts';
import type { outputs } from './outputs.ts';

/** Parsed inputs of docker-multistage. */
export type ImageInputs = Inputs<typeof inputs>;

/** The context that run, check and post are given. */
export type ImageContext = ActionContext<typeof inputs, typeof outputs>;
