import { join } from 'node:path';
import type { BaseProfile } from '../check/facts.ts';
import type { GatePorts } from '../plan/ports.ts';
import type { Rules } from '../plan/rules.ts';
import { findBaseCommits } from './base-commits.ts';
import { PROFILE } from './keep-profile.ts';
import { keyStart } from './profile-key.ts';
import { openStore, workInStore } from './store.ts';

/**
 * The profile of the commit that a change is compared with, from the cache; that of the nearest commit before it where it has
 * none of its own. A cache that cannot be asked is a profile that is missing: the condition says what that does.
 */
export async function restoreProfile(
  ports: GatePorts,
  rules: Rules,
  open: typeof openStore = openStore,
): Promise<BaseProfile> {
  const found = await findBaseCommits(ports, rules.base);
  if (found.state === 'none') return found;
  const store = open(ports, rules);
  if ('lack' in store)
    return { state: 'missing', reason: `the profile of the base is not kept: ${store.lack}` };
  const { files, log } = ports;
  const [base = '', ...before] = found.commits;
  const start = keyStart(ports, rules);
  return workInStore(
    files,
    store,
    async (cache, folder): Promise<BaseProfile> => {
      const keys = before.map((commit) => `${start}${commit}`);
      const hit = await cache.restore([PROFILE], `${start}${base}`, keys, { folder });
      if (hit.kind === 'miss')
        return { state: 'missing', reason: `no run has kept the profile of the base ${base.slice(0, 12)}` };
      const commit = hit.key.slice(start.length);
      const earlier = Math.max(0, found.commits.indexOf(commit));
      log.info(`coverage of the base: by the run of ${commit}`);
      return { state: 'found', text: await files.readText(join(folder, PROFILE)), commit, earlier };
    },
    (why) => ({ state: 'missing', reason: `the cache cannot be read: ${why}` }),
  );
}
