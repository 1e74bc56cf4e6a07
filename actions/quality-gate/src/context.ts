import type { ActionContext } from '@fairlead/core';
import type { inputs } from './inputs.ts';
import type { outputs } from './outputs.ts';

/** The whole context of a run. */
export type RunContext = ActionContext<typeof inputs, typeof outputs>;

/** The parsed inputs. */
export type GateInputs = RunContext['inputs'];

/** What the stages need of the context; tests can build it from literals. */
export type GateContext = Pick<
  ActionContext,
  | 'exec'
  | 'files'
  | 'log'
  | 'signal'
  | 'childEnv'
  | 'workspace'
  | 'workingDirectory'
  | 'reportFolder'
  | 'report'
>;
