import { runAction } from '@fairlead/core';
import { runCacheJob } from '@fairlead/core/cache';
import { createGit } from '@fairlead/git';
import { action } from './action.ts';

if (!(await runCacheJob(process.env))) await runAction(action, createGit);
