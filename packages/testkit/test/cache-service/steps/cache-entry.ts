import { runCacheJob } from '@fairlead/core/cache';

if (!(await runCacheJob(process.env))) throw new Error('this process was started without a job');
