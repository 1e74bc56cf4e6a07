import { type Cache, CancelledError, FairleadError } from '@fairlead/core';
import { cacheServiceLack, openFolderCache, openServiceCache } from '@fairlead/core/cache';
import type { GatePorts } from '../plan/ports.ts';
import type { Rules } from '../plan/rules.ts';

/** Where profiles are kept. */
export interface OpenStore {
  readonly cache: Cache;
  close(): Promise<void>;
}

/** Such a place, or why there is none. */
export type Store = OpenStore | { readonly lack: string };

/** Opens the folder that `cache-dir` names, else the cache of the CI service. */
export function openStore(ports: GatePorts, { cacheDir }: Pick<Rules, 'cacheDir'>): Store {
  if (cacheDir !== undefined) return { cache: openFolderCache(cacheDir, ports), close: async () => {} };
  const lack = cacheServiceLack(ports.host.env);
  if (lack !== '') return { lack };
  const cache = openServiceCache(ports);
  return { cache, close: () => cache.close() };
}

/**
 * Works with a store and a folder of its own, and ends both. What fails is told by `failed`; a run that is cancelled, and a bug
 * of ours, are thrown.
 */
export async function workInStore<T>(
  files: Pick<GatePorts['files'], 'makeTemporary' | 'realPath' | 'remove'>,
  store: OpenStore,
  work: (cache: Cache, folder: string) => Promise<T>,
  failed: (why: string) => T,
): Promise<T> {
  const folder = await files.realPath(await files.makeTemporary('base-profile'));
  try {
    return await work(store.cache, folder);
  } catch (error) {
    if (error instanceof CancelledError || (error instanceof FairleadError && error.kind === 'internal'))
      throw error;
    return failed((error as Error).message);
  } finally {
    await store.close();
    await files.remove(folder);
  }
}
