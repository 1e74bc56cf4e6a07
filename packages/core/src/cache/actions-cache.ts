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
      return (await toolkit.saveCache([...paths], key)) >= 0;
    },
  };
}
