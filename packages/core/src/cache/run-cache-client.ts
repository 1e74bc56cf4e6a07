import { AsyncLocalStorage } from 'node:async_hooks';
import { createInterface } from 'node:readline';
import { useNetworkSettings } from '../adapters/network/use-network-settings.ts';
import { errorMessage } from '../errors/classify.ts';
import type { ActionsCache } from './actions-cache.ts';
import { CACHE_CLIENT, type CacheEvent, type CacheJob, formatCacheEvent, linePrefix } from './cache-job.ts';
import { followKeys } from './follow-keys.ts';

/**
 * Where `createProcessCache` has started this process, does one job after the other with the client of the CI service, as
 * they come by standard input, and ends with it; says whether it was started for that. It asks before it packs anything:
 * what is stored already is not packed a second time.
 */
export async function runCacheClient(env: Readonly<Record<string, string | undefined>>): Promise<boolean> {
  if ((env[CACHE_CLIENT] ?? '') === '') return false;
  useNetworkSettings(env);
  const jobs = new AsyncLocalStorage<number>();
  markLines(jobs);
  // large, and of no use to the step itself: only this process loads it, before there is anything to do
  const loading = import('./actions-cache.ts').then(({ createActionsCache }) => createActionsCache());
  for await (const line of createInterface({ input: process.stdin })) {
    const job = JSON.parse(line) as CacheJob;
    jobs.run(job.id, () => void loading.then((cache) => carryOut(cache, job)));
  }
  process.exit(0); // whoever gave the orders is gone: nothing that still runs is of use
}

/** Lets every line say which job it belongs to: the client of the service prints its failures. */
function markLines(jobs: AsyncLocalStorage<number>): void {
  const write = process.stdout.write.bind(process.stdout) as (text: string, ...rest: unknown[]) => boolean;
  const marked = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const id = jobs.getStore();
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    return write(id === undefined ? text : text.replace(/^(?=.)/gm, linePrefix(id)), ...rest);
  };
  process.stdout.write = marked as typeof process.stdout.write;
}

async function carryOut(cache: ActionsCache, job: CacheJob): Promise<void> {
  try {
    tell({ asking: true });
    tell(await (job.kind === 'save' ? save(cache, job) : restore(cache, job)));
  } catch (error) {
    tell({ broken: errorMessage(error) });
  }
}

async function save(cache: ActionsCache, { paths, key }: CacheJob): Promise<CacheEvent> {
  const found = await cache.find(paths, key, []);
  tell({ answered: true });
  return { stored: found !== key && (await cache.save(paths, key)) };
}

async function restore(cache: ActionsCache, { paths, key, prefixes, follow }: CacheJob): Promise<CacheEvent> {
  const hit = await cache.restore(paths, key, prefixes); // its first question goes before any byte
  if (hit.kind !== 'miss' && follow !== undefined)
    await followKeys(follow, (other) => cache.restore(paths, other, []));
  return { hit };
}

function tell(event: CacheEvent): void {
  process.stdout.write(`${formatCacheEvent(event)}\n`);
}
