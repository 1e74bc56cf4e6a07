import { runAction } from '@fairlead/core';
import { runCacheJob } from '@fairlead/core/cache';
import { action } from './action.ts';

if (!(await runCacheJob(process.env))) await runAction(action);
