import { type Cache, errorMessage, formatDuration } from '@fairlead/core';
import type { BuildFlags } from '../build/command.ts';
import type { GoBuildContext } from '../context.ts';
import type { Plan } from '../plan/make-plan.ts';
import { restoreSlots, type SlotState, saveSlots } from './build-caches.ts';
import { type CachePolicy, decideCache, hasCacheService } from './policy.ts';
import { dropTrimStamp, pruneModules } from './prune.ts';
import type { SourceFacts } from './read-sources.ts';
import { cacheSlots } from './slots.ts';

/** The caches of a run. */
export interface OpenCaches {
  /** What the restore gave; empty when the cache is off. */
  readonly states: readonly SlotState[];
  /** Why less than everything is done; empty when nothing is held back. */
  readonly reason: string;
  /** Stores what is new. `archives`: the module archives that this run needs. */
  readonly save: (archives: ReadonlySet<string>) => Promise<void>;
}

/** A working service says within seconds that it has nothing; the client repeats its questions to one that is down for longer. */
const SLOWEST_MISS_MS = 15_000;

/** Decides, loads the client where there is a service, restores, and sets the output `cache-hit`. */
export async function openCaches(
  context: GoBuildContext,
  plan: Plan,
  sources: SourceFacts,
  flags: BuildFlags,
): Promise<OpenCaches> {
  const { inputs, event, host, log } = context;
  const policy = decideCache({ mode: inputs.cache, event, available: hasCacheService(host.env) });
  context.output('cache-hit', 'off');
  const closed = { states: [], reason: policy.reason, save: async () => {} };
  if (!policy.restore) {
    log.info(`cache off: ${policy.reason}`);
    return closed;
  }
  const cache = await loadCache(context);
  if (cache === undefined) return { ...closed, reason: 'the cache client cannot be loaded' };
  return restore(context, cache, policy, plan, cacheSlots(plan, sources, flags));
}

async function restore(
  context: GoBuildContext,
  cache: Cache,
  policy: CachePolicy,
  plan: Plan,
  slots: ReturnType<typeof cacheSlots>,
): Promise<OpenCaches> {
  const { files, log, clock } = context;
  const modules = slots.find(({ name }) => name === 'modules');
  const wasEmpty = modules !== undefined && (await files.list(modules.path)).length === 0;
  const started = clock.monotonic();
  const states = await context.stage('restore cache', () => restoreSlots(cache, slots, log));
  const tookMs = clock.monotonic() - started;
  context.output('cache-hit', states.find(({ slot }) => slot.name === 'packages')?.hit ?? 'off');
  const save = async (archives: ReadonlySet<string>): Promise<void> => {
    if (!policy.save || states.every(({ hit }) => hit === 'exact')) return;
    if (tookMs > SLOWEST_MISS_MS && states.every(({ hit }) => hit === 'miss'))
      return log.warn(
        `the cache service took ${formatDuration(tookMs)} to find nothing: it seems to be down, so nothing is saved`,
      );
    await context.stage('save cache', async () => {
      for (const { slot, hit } of states) {
        if (slot.name === 'packages') await dropTrimStamp(files, slot.path);
        else if (hit === 'partial' && wasEmpty)
          await pruneModules(files, slot.path, { archives, goVersion: plan.go.version.text });
      }
      await saveSlots(cache, states, log);
    });
  };
  return { states, reason: policy.reason, save };
}

/** The client of the cache service is large: it is loaded only where there is a service. */
async function loadCache({ log }: GoBuildContext): Promise<Cache | undefined> {
  try {
    return (await import('@fairlead/core/cache')).createActionsCache();
  } catch (error) {
    log.warn(`the cache client cannot be loaded: ${errorMessage(error)}; building without it`);
    return undefined;
  }
}
