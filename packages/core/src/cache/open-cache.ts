import { join } from 'node:path';
import type { ActionContext } from '../definition/action-context.ts';
import type { Cache } from '../ports/cache.ts';
import { cacheScopes } from './cache-scopes.ts';
import { createFolderCache } from './folder-cache.ts';
import { createProcessCache, type ProcessCache } from './process-cache.ts';
import { cacheServiceEnvironment } from './service-environment.ts';

/** The cache in a folder that an input names: below a folder of our own there, as old entries are removed. */
export function openFolderCache(
  folder: string,
  { event, clock }: Pick<ActionContext, 'event' | 'clock'>,
): Cache {
  return createFolderCache({
    folder: join(folder, 'fairlead'),
    scopes: cacheScopes(event),
    now: () => clock.now(),
  });
}

/** What the cache of the CI service is reached with. */
export interface ServiceCachePorts
  extends Pick<ActionContext, 'exec' | 'files' | 'clock' | 'log' | 'signal' | 'childEnv'> {
  readonly host: Pick<ActionContext['host'], 'env' | 'mask'>;
}

/** The cache of the CI service, spoken to by the running entry in a process of its own: its bundle calls `runCacheClient`. */
export function openServiceCache({
  exec,
  files,
  clock,
  log,
  signal,
  childEnv,
  host,
}: ServiceCachePorts): ProcessCache {
  return createProcessCache({
    exec,
    files,
    clock,
    command: [process.execPath, ...process.execArgv, process.argv[1] ?? ''],
    env: { ...childEnv, ...cacheServiceEnvironment(host.env) },
    signal,
    tell: (line) => log.info(`  ${line}`),
    mask: (secret) => host.mask(secret),
  });
}
