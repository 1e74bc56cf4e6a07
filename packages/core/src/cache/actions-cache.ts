import * as toolkit from '@actions/cache';
import type { Cache } from '../ports/cache.ts';

/** The CI service's cache through @actions/cache (service v2, or v1 where the server speaks only that). */
export function createActionsCache(): Cache {
  return {
    isAvailable: () => toolkit.isFeatureAvailable(),
    async restore(paths, key, prefixes) {
      const found = await toolkit.restoreCache([...paths], key, [...prefixes]);
      if (found === undefined) return { kind: 'miss' };
      return { kind: found.toLowerCase() === key.toLowerCase() ? 'exact' : 'partial', key: found };
    },
    async save(paths, key) {
      const id = await toolkit.saveCache([...paths], key);
      // With service v1 the toolkit gives the id of the reservation even when the upload failed after it: ask.
      return id >= 0 && (speaksV2() || (await isStored(paths, key)));
    },
  };
}

function speaksV2(): boolean {
  return (process.env['ACTIONS_CACHE_SERVICE_V2'] ?? '') !== '';
}

async function isStored(paths: readonly string[], key: string): Promise<boolean> {
  return (await toolkit.restoreCache([...paths], key, [], { lookupOnly: true })) === key;
}
