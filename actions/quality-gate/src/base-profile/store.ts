import { join } from 'node:path';
import type { Cache } from '@fairlead/core';
import {
  cacheScopes,
  cacheServiceEnvironment,
  cacheServiceLack,
  createFolderCache,
  createProcessCache,
} from '@fairlead/core/cache';
import type { GatePorts } from '../plan/ports.ts';
import type { Rules } from '../plan/rules.ts';

/** Where profiles are kept, or why there is no such place. */
export type Store = { readonly cache: Cache; close(): Promise<void> } | { readonly lack: string };

/** Opens the folder that `cache-dir` names, else the cache of the CI service, spoken to by this entry in a process of its own. */
export function openStore(ports: GatePorts, { cacheDir }: Pick<Rules, 'cacheDir'>): Store {
  const { exec, files, clock, host, log, signal, childEnv, event } = ports;
  if (cacheDir !== undefined) {
    // below a folder of our own, as old entries are removed there
    const options = {
      folder: join(cacheDir, 'fairlead'),
      scopes: cacheScopes(event),
      now: () => clock.now(),
    };
    return { cache: createFolderCache(options), close: async () => {} };
  }
  const lack = cacheServiceLack(host.env);
  if (lack !== '') return { lack };
  const cache = createProcessCache({
    exec,
    files,
    clock,
    command: [process.execPath, ...process.execArgv, process.argv[1] ?? ''],
    env: { ...childEnv, ...cacheServiceEnvironment(host.env) },
    signal,
    tell: (line) => log.info(`  ${line}`),
    mask: (secret) => host.mask(secret),
  });
  return { cache, close: () => cache.close() };
}
