import { runAction } from '@fairlead/core';
import { readCacheJob, runCacheJob } from '@fairlead/core/cache';
import { action } from './action.ts';

// the step starts this entry once more for each restore and save, see createProcessCache
const job = readCacheJob(process.env);
await (job === undefined ? runAction(action) : runCacheJob(job));
