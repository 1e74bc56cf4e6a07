import { join } from 'node:path';
import { ExternalError } from '../../errors/kinds.ts';
import type { Cache, CacheHit, CachePlace } from '../../ports/cache.ts';
import type { CacheScopes } from '../cache-scopes.ts';
import { followKeys } from '../follow-keys.ts';
import { packEntry, unpackEntry } from './entry-file.ts';
import type { S3Store } from './s3-store.ts';

/**
 * Keeps each entry as one object, `SCOPE/KEY`, which appears whole or not at all and is never written again where the
 * store knows `If-None-Match`. A restore takes nothing that is not what it says of itself. What is old goes by the rules
 * of the bucket. Throws ExternalError HTTP_FAILED with the reason, and CancelledError.
 */
export function createS3Cache(store: S3Store, scopes: CacheScopes): Cache {
  const take = async (key: string, paths: readonly string[], to: string): Promise<string | undefined> => {
    if (!isKey(key)) return undefined;
    for (const scope of scopes) {
      const entry = await store.get(`${scope}/${key}`);
      if (entry === undefined) continue;
      await unpackEntry(entry, to, paths);
      return key;
    }
    return undefined;
  };
  const find = async (prefixes: readonly string[]): Promise<string | undefined> => {
    for (const prefix of prefixes)
      for (const scope of scopes) {
        const found = await store.newest(`${scope}/${prefix}`);
        if (found !== undefined) return found.slice(scope.length + 1);
      }
    return undefined;
  };
  return {
    async restore(paths, key, prefixes, place): Promise<CacheHit> {
      const to = folderOf(place);
      const taken = (await take(key, paths, to)) ?? (await takeFound(await find(prefixes)));
      if (taken === undefined) return { kind: 'miss' };
      if (place?.follow !== undefined)
        await followKeys(join(to, place.follow), (other) => take(other, paths, to).catch(leaveOut));
      return { kind: taken === key ? 'exact' : 'partial', key: taken };

      function takeFound(found: string | undefined): Promise<string | undefined> {
        return found === undefined ? Promise.resolve(undefined) : take(found, paths, to);
      }
    },
    async save(paths, key, place) {
      return store.put(`${scopes[0]}/${key}`, await packEntry(folderOf(place), paths));
    },
  };
}

/** One part of a path: an entry may name others, and none of them is in another place. */
function isKey(text: string): boolean {
  return !text.includes('/') && text !== '.' && text !== '..';
}

/** A further entry that cannot be had is left out, as one that is not there. */
function leaveOut(error: unknown): void {
  if (!(error instanceof ExternalError)) throw error;
}

/** Relative paths alone: what is absolute on one machine is no path of another. */
function folderOf(place: CachePlace | undefined): string {
  if (place === undefined) throw new Error('a cache in a store carries what is below a folder');
  return place.folder;
}
