import type { Cache } from '@fairlead/core';
import { cacheServiceEnvironment, cacheServiceLack, createProcessCache } from '@fairlead/core/cache';
import type { BuildFlags } from '../build/command.ts';
import type { GoBuildContext } from '../context.ts';
import type { Plan } from '../plan/make-plan.ts';
import { type CacheSlot, restoreSlots, type SlotState, saveSlots, slotsToSave } from './build-caches.ts';
import { openSlots } from './open-slots.ts';
import { type CachePolicy, decideCache } from './policy.ts';
import { pruneModules } from './prune.ts';
import type { SourceFacts } from './read-sources.ts';
import { type CachePlan, planCaches } from './slots.ts';
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
  return restore(context, policy, plan, planCaches(plan, sources, flags));
}

async function restore(
  context: GoBuildContext,
  policy: CachePolicy,
  plan: Plan,
  caches: CachePlan,
): Promise<OpenCaches> {
  const { files, log, clock } = context;
  const modules = caches.modules?.path;
  const wasEmpty = modules !== undefined && (await files.list(modules)).length === 0;
  const ports = { cache: openService(context), files, now: () => clock.now() };
  const states = await context.stage('restore cache', () =>
    restoreWhole(context, openSlots(caches, ports), modules),
  );
  context.output('cache-hit', states.find(({ slot }) => slot.name === 'packages')?.hit ?? 'off');
  const save = async (archives: ReadonlySet<string>): Promise<void> => {
    const due = slotsToSave(states);
    if (!policy.save || due.length === 0) return;
    await context.stage('save cache', async () => {
      const partial = states.some(({ slot, hit }) => slot.name === 'modules' && hit === 'partial');
      if (modules !== undefined && partial && wasEmpty)
        await pruneModules(files, modules, { archives, goVersion: plan.go.version.text });
      await saveSlots(due, log);
    });
  };
  return { states, reason: policy.reason, save };
}

/** Restores; what was cut off leaves nothing behind that the go command would fail on. */
async function restoreWhole(
  { files, log }: GoBuildContext,
  slots: readonly CacheSlot[],
  modules: string | undefined,
): Promise<readonly SlotState[]> {
  let states: readonly SlotState[] | undefined;
  try {
    states = await restoreSlots(slots, log);
    return states;
  } finally {
    const whole = states?.every(({ slot, failed }) => slot.name !== 'modules' || !failed) ?? false;
    if (!whole && modules !== undefined) await dropTornModules(files, modules);
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
