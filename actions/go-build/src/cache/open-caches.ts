import type { Cache } from '@fairlead/core';
import { cacheServiceEnvironment, cacheServiceLack, createProcessCache } from '@fairlead/core/cache';
import type { BuildFlags } from '../build/command.ts';
import type { GoBuildContext } from '../context.ts';
import type { Plan } from '../plan/make-plan.ts';
import { type CacheSlot, restoreSlots, type SlotState, saveSlots, slotsToSave } from './build-caches.ts';
import { type CachePolicy, decideCache } from './policy.ts';
import { dropTrimStamp, pruneModules } from './prune.ts';
import type { SourceFacts } from './read-sources.ts';
import { cacheSlots } from './slots.ts';
import { dropTornModules } from './torn-modules.ts';

/** The caches of a run. */
export interface OpenCaches {
  /** What the restore gave; empty when the cache is off. */
  readonly states: readonly SlotState[];
  /** Why less than everything is done; empty when nothing is held back. */
  readonly reason: string;
  /** Stores what is new. `archives`: the module archives that this run needs. */
  readonly save: (archives: ReadonlySet<string>) => Promise<void>;
}

/** Decides, restores where there is a service, and sets the output `cache-hit`. */
export async function openCaches(
  context: GoBuildContext,
  plan: Plan,
  sources: SourceFacts,
  flags: BuildFlags,
): Promise<OpenCaches> {
  const { inputs, event, trust, host, log } = context;
  const policy = decideCache({ mode: inputs.cache, event, trust, lack: cacheServiceLack(host.env) });
  context.output('cache-hit', 'off');
  const closed = { states: [], reason: policy.reason, save: async () => {} };
  if (!policy.restore) {
    log.info(`cache off: ${policy.reason}`);
    return closed;
  }
  return restore(context, openService(context), policy, plan, cacheSlots(plan, sources, flags));
}

async function restore(
  context: GoBuildContext,
  cache: Cache,
  policy: CachePolicy,
  plan: Plan,
  slots: ReturnType<typeof cacheSlots>,
): Promise<OpenCaches> {
  const { files, log } = context;
  const modules = slots.find(({ name }) => name === 'modules');
  const wasEmpty = modules !== undefined && (await files.list(modules.path)).length === 0;
  const states = await context.stage('restore cache', () => restoreWhole(context, cache, slots));
  context.output('cache-hit', states.find(({ slot }) => slot.name === 'packages')?.hit ?? 'off');
  const save = async (archives: ReadonlySet<string>): Promise<void> => {
    const due = slotsToSave(states);
    if (!policy.save || due.length === 0) return;
    await context.stage('save cache', async () => {
      for (const { slot, hit } of states) {
        if (slot.name === 'packages') await dropTrimStamp(files, slot.path);
        else if (hit === 'partial' && wasEmpty)
          await pruneModules(files, slot.path, { archives, goVersion: plan.go.version.text });
      }
      await saveSlots(cache, due, log);
    });
  };
  return { states, reason: policy.reason, save };
}

/** Restores; what was cut off leaves nothing behind that the go command would fail on. */
async function restoreWhole(
  { files, log }: GoBuildContext,
  cache: Cache,
  slots: readonly CacheSlot[],
): Promise<readonly SlotState[]> {
  const modules = slots.find(({ name }) => name === 'modules');
  let states: readonly SlotState[] | undefined;
  try {
    states = await restoreSlots(cache, slots, log);
    return states;
  } finally {
    const whole = states?.every(({ slot, failed }) => slot.name !== 'modules' || !failed) ?? false;
    if (!whole && modules !== undefined) await dropTornModules(files, modules.path);
  }
}

/** The cache service, spoken to by this entry in a process of its own. */
function openService({ exec, files, clock, host, log, signal, childEnv }: GoBuildContext): Cache {
  return createProcessCache({
    exec,
    files,
    clock,
    command: [process.execPath, ...process.execArgv, process.argv[1] ?? ''],
    env: { ...childEnv, ...cacheServiceEnvironment(host.env) },
    signal,
    tell: (line) => log.info(`  ${line}`),
    mask: (secret) => host.mask(secret),
  });
}
