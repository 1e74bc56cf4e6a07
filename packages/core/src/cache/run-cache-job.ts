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

async function carryOut({ kind, paths, key, prefixes }: CacheJob): Promise<void> {
  // large, and of no use to the step itself: only this process loads it
  const { createActionsCache } = await import('./actions-cache.ts');
  const cache = createActionsCache();
  const found = await cache.find(paths, key, kind === 'save' ? [] : prefixes);
  tell({ answered: true });
  if (kind === 'save') tell({ stored: found !== key && (await cache.save(paths, key)) });
  else tell({ hit: found === undefined ? { kind: 'miss' } : await cache.restore(paths, key, prefixes) });
}

function tell(event: CacheEvent): void {
  process.stdout.write(`${formatCacheEvent(event)}\n`);
}
