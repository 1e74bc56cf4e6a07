import { type Start, startAction } from '@fairlead/core';
import { createGit } from '@fairlead/git';
import { createForge } from '@fairlead/github';
import { action } from './action.ts';

/** A phase of the action. */
export const startStep: Start = startAction(action, { git: createGit, forge: createForge });
