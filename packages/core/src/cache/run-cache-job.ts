import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useNetworkSettings } from '../adapters/network/use-network-settings.ts';
import { type CacheEvent, type CacheJob, formatCacheEvent, readCacheJob } from './cache-job.ts';

/**
 * Where `createProcessCache` has started this process for a job, does it with the client of the CI service and prints
 * events; says whether there was one. It asks before it carries anything: a service that is down is known by the first
 * question, and what is stored already is not packed a second time.
 */
export async function runCacheJob(env: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  const job = readCacheJob(env);
  if (job === undefined) return false;
  useNetworkSettings(env);
  await carryOut(job);
  return true;
}

async function carryOut({ kind, paths, key, prefixes, place }: CacheJob): Promise<void> {
  // large, and of no use to the step itself: only this process loads it
  const { createActionsCache } = await import('./actions-cache.ts');
  const cache = createActionsCache();
  const found = await cache.find(paths, key, kind === 'save' ? [] : prefixes);
  tell({ answered: true });
  if (kind === 'save') return tell({ stored: found !== key && (await cache.save(paths, key)) });
  const hit = found === undefined ? { kind: 'miss' as const } : await cache.restore(paths, key, prefixes);
  if (hit.kind !== 'miss' && place?.follow !== undefined)
    await followKeys(join(place.folder, place.follow), (other) => cache.restore(paths, other, []));
  tell({ hit });
}

/** Restores the entries that one names. They have such a file too: the first one's is put back. */
async function followKeys(file: string, restore: (key: string) => Promise<unknown>): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  await Promise.all(readKeys(text).map(restore));
  if (text !== '') await writeFile(file, text);
}

/** An entry that names more than these is not one of ours. */
const MOST_FURTHER = 32;

/** The keys that an entry names; none when it names them in another form, which the caller sees by what is missing. */
function readKeys(text: string): readonly string[] {
  try {
    const { keys } = JSON.parse(text) as { readonly keys?: unknown };
    const known = Array.isArray(keys) && keys.length <= MOST_FURTHER ? keys : [];
    return known.filter((one): one is string => typeof one === 'string' && /^[^,]{1,512}$/.test(one));
  } catch {
    return [];
  }
}

function tell(event: CacheEvent): void {
  process.stdout.write(`${formatCacheEvent(event)}\n`);
}
