export { type ActionsCache, createActionsCache } from './actions-cache.ts';
export { type CacheJob, readCacheJob } from './cache-job.ts';
export { createProcessCache, type ProcessCacheOptions } from './process-cache.ts';
export { runCacheJob } from './run-cache-job.ts';
export { cacheServiceEnvironment } from './service-environment.ts';
export { cacheServiceLack, cacheServiceVersion } from './service-offer.ts';
