import { runCacheClient } from '@fairlead/core/cache';

if (!(await runCacheClient(process.env))) throw new Error('this process was started without a job');
