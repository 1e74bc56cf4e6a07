import type { Cache } from '@fairlead/core';
import {
  cacheScopes,
  createS3Cache,
  openFolderCache,
  openS3Store,
  openServiceCache,
} from '@fairlead/core/cache';
import type { BuildFlags } from '../build/command.ts';
import type { RestoredModules } from '../build/get-modules.ts';
import type { GoBuildContext } from '../context.ts';
import type { Plan } from '../plan/make-plan.ts';
import { restoreSlots, type SavedSlots, saveSlots, slotsToSave } from './build-caches.ts';
import type { BuildWork, SlotState } from './cache-slot.ts';
import { type ChosenStore, chooseStore } from './choose-store.ts';
import { modulesApart } from './modules-apart.ts';
import { openSlots } from './open-slots.ts';
import { type CachePolicy, decideCache } from './policy.ts';
import type { SourceFacts } from './read-sources.ts';
import { planCaches } from './slots.ts';

/** What a restore gave a build. */
export interface RestoredCaches extends RestoredModules {
  /** Empty when the cache is off. */
  readonly states: readonly SlotState[];
  /** Why less than everything is done; empty when nothing is held back. */
  readonly reason: string;
  /** Stores what is new. */
  readonly save: (work: BuildWork) => Promise<SavedSlots>;
}

/** The caches of a run. */
export interface OpenCaches {
  /** Restores, and sets the output `cache-hit`. */
  readonly restore: (plan: Plan, sources: SourceFacts, flags: BuildFlags) => Promise<RestoredCaches>;
  /** Ends what was begun. */
  readonly close: () => Promise<void>;
}

/** Decides, and starts the client of the service: it takes as long as planning does. */
export async function openCaches(context: GoBuildContext): Promise<OpenCaches> {
  const { inputs, event, trust, files, log } = context;
  const store = chooseStore(context);
  const lack = store.kind === 'none' ? store.lack : '';
  const policy = decideCache({ mode: inputs.cache, event, trust, lack });
  context.output('cache-hit', 'off');
  if (!policy.restore || store.kind === 'none') {
    const off = {
      states: [],
      reason: policy.reason,
      allModules: false,
      moduleHome: () => undefined,
      leaveModules: () => false,
      save: async () => NOTHING,
    };
    return {
      restore: async () => {
        log.info(`cache off: ${policy.reason}`);
        return off;
      },
      close: async () => {},
    };
  }
  const folder = await files.realPath(await files.makeTemporary('packs'));
  const { cache, close } = openStore(context, store, folder);
  return {
    restore: (plan, sources, flags) => restore(context, policy, { cache, folder }, { plan, sources, flags }),
    async close() {
      await close();
      await files.remove(folder);
    },
  };
}

const NOTHING: SavedSlots = new Map();

async function restore(
  context: GoBuildContext,
  policy: CachePolicy,
  { cache, folder }: { readonly cache: Cache; readonly folder: string },
  {
    plan,
    sources,
    flags,
  }: { readonly plan: Plan; readonly sources: SourceFacts; readonly flags: BuildFlags },
): Promise<RestoredCaches> {
  const { inputs, files, log, clock } = context;
  const cachePlan = planCaches(plan, sources, flags, modulesApart(plan, flags, inputs));
  const slots = openSlots(cachePlan, { cache, files, folder, now: () => clock.now() });
  const states = await context.stage('restore cache', () => restoreSlots(slots.all, log));
  context.output('cache-hit', states.find(({ slot }) => slot.name === 'packages')?.hit ?? 'off');
  const modules = states.find(({ slot }) => slot.name === 'modules');
  return {
    states,
    reason: policy.reason,
    allModules: modules?.whole ?? (!sources.requires || plan.tree.modules.every(({ vendored }) => vendored)),
    moduleHome: () => slots.modules?.home(),
    leaveModules: () => slots.modules?.leave() ?? false,
    async save(work) {
      const due = slotsToSave(states);
      if (!policy.save || due.length === 0) return NOTHING;
      return context.stage('save cache', () => saveSlots(due, work, log));
    },
  };
}

/** Where entries are kept, and what ends its work. */
function openStore(
  context: GoBuildContext,
  store: ChosenStore,
  folder: string,
): { readonly cache: Cache; readonly close: () => Promise<void> } {
  const { event, clock, http, host, signal } = context;
  const close = async (): Promise<void> => {};
  if (store.kind === 'folder') return { cache: openFolderCache(store.folder, context), close };
  if (store.kind === 's3') {
    const { place, credentials } = store;
    for (const secret of [credentials.secretAccessKey, credentials.sessionToken ?? ''])
      if (secret !== '') host.mask(secret);
    return {
      cache: createS3Cache(openS3Store({ http, clock, signal, place, credentials }), cacheScopes(event)),
      close,
    };
  }
  const service = openServiceCache(context);
  service.begin(folder);
  return { cache: service, close: () => service.close() };
}
