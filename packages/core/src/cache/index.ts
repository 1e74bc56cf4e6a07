export { type ActionsCache, createActionsCache } from './actions-cache.ts';
export { type CacheScopes, cacheScopes, type ScopeFacts } from './cache-scopes.ts';
export { createFolderCache, type FolderCacheOptions } from './folder-cache.ts';
export { createProcessCache, type ProcessCache, type ProcessCacheOptions } from './process-cache.ts';
export { runCacheClient } from './run-cache-client.ts';
export { cacheServiceEnvironment } from './service-environment.ts';
export { cacheServiceLack, cacheServiceVersion } from './service-offer.ts';
