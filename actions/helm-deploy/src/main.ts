import { runAction } from '@fairlead/core';
import { createGit } from '@fairlead/git';
import { action } from './action.ts';

await runAction(action, createGit);
