import * as toolkit from '@actions/cache';
import type { Cache } from '../ports/cache.ts';
import { cacheServiceVersion } from './service-offer.ts';

/** The client of the CI service, which can also look without fetching. */
export interface ActionsCache extends Cache {
  /** The key of the entry that a restore would take; undefined when there is none. */
  find(paths: readonly string[], key: string, prefixes: readonly string[]): Promise<string | undefined>;
}

/**
 * The CI service's cache through @actions/cache (service v2, or v1 where the server speaks only that). The toolkit
 * cannot be cancelled, repeats its questions for half a minute, and prints most failures instead of throwing them: see
 * `createProcessCache`.
 */
export function createActionsCache(): ActionsCache {
  const find: ActionsCache['find'] = (paths, key, prefixes) =>
    toolkit.restoreCache([...paths], key, [...prefixes], { lookupOnly: true });
  return {
    find,
    async restore(paths, key, prefixes) {
      const found = await toolkit.restoreCache([...paths], key, [...prefixes]);
      if (found === undefined) return { kind: 'miss' };
      return { kind: found.toLowerCase() === key.toLowerCase() ? 'exact' : 'partial', key: found };
    },
    async save(paths, key) {
      const id = await toolkit.saveCache([...paths], key);
      // With service v1 the toolkit gives the id of the reservation even when the upload failed after it: ask.
      return id >= 0 && (cacheServiceVersion(process.env) === 'v2' || (await find(paths, key, [])) === key);
    },
  };
}
