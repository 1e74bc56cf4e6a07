import { readCacheJob, runCacheJob } from '@fairlead/core/cache';

const job = readCacheJob(process.env);
if (job !== undefined) await runCacheJob(job);
