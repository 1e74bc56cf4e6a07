import type { Cache, Files } from '@fairlead/core';
import {
  type CacheUse,
  type CompiledCacheOptions,
  type CompiledRestore,
  type CompileWork,
  leaveModules,
  type ModuleCacheOptions,
  type ModuleRestore,
  readUse,
  restoreCompiled,
  restoreModules,
  saveCompiled,
  saveModules,
  timeSaved,
} from '@fairlead/go';
import type { BuildWork, CacheSlot } from './cache-slot.ts';
import { whyMatched } from './keys.ts';
import type { CachePlan } from './slots.ts';

/** What slots work with. */
export interface SlotPorts {
  readonly cache: Cache;
  readonly files: Files;
  readonly now: () => number;
  /** Where packs are on their way. */
  readonly folder: string;
}

/** The slots of a plan. */
export interface OpenSlots {
  readonly all: readonly CacheSlot[];
  /** Undefined where there is nothing to download. */
  readonly modules: ModuleSlot | undefined;
}

/** The slot of modules, which also knows where they are. */
export interface ModuleSlot extends CacheSlot {
  /** What GOMODCACHE is to be, once it is restored. */
  readonly home: () => string;
  /** Leaves what came for the module cache that all steps share; says whether that is another one. */
  readonly leave: () => boolean;
}

/** Opens what a plan caches. */
export function openSlots(plan: CachePlan, ports: SlotPorts): OpenSlots {
  const packages = plan.packages === undefined ? [] : [openPackages(plan.packages, ports)];
  const modules = plan.modules === undefined ? undefined : openModules(plan.modules, ports);
  return { all: [...packages, ...(modules === undefined ? [] : [modules])], modules };
}

const UNSAVED = { stored: false, what: 'not saved', up: 0 };

function openPackages(
  { goCache, kind, key: found, parts }: NonNullable<CachePlan['packages']>,
  ports: SlotPorts,
): CacheSlot {
  const { key, prefixes } = found;
  const options: CompiledCacheOptions = { ...ports, goCache, kind, key, prefixes, parts };
  let restored: CompiledRestore | undefined;
  let use: CacheUse | undefined;
  const workOf = ({ compileMs, libraries }: BuildWork): CompileWork => ({
    seconds: compileMs / 1000,
    libraries,
  });
  return {
    name: 'packages',
    key,
    why: (matched) => whyMatched(found, matched),
    async restore() {
      restored = await restoreCompiled(options);
      return { ...restored, whole: restored.hit.kind === 'exact' };
    },
    used(work) {
      if (restored === undefined) return undefined;
      use ??= readUse(goCache, restored);
      const savedSeconds = timeSaved(restored, use, workOf(work));
      return { used: use.actions.length, reused: use.reused, savedSeconds };
    },
    save: async (work) =>
      restored === undefined
        ? UNSAVED
        : saveCompiled(options, restored, use ?? readUse(goCache, restored), workOf(work)),
  };
}

function openModules(
  { modCache, apart, sums, key: found }: NonNullable<CachePlan['modules']>,
  ports: SlotPorts,
): ModuleSlot {
  const { key, prefixes } = found;
  const options: ModuleCacheOptions = { ...ports, modCache, apart, sums, key, prefixes };
  let restored: ModuleRestore | undefined;
  return {
    name: 'modules',
    key,
    why: (matched) => whyMatched(found, matched),
    async restore() {
      restored = await restoreModules(options);
      return restored;
    },
    used({ needed }) {
      if (restored === undefined) return undefined;
      const { entries, whole, warm } = restored;
      if (whole) return warm ? undefined : { used: entries, reused: entries };
      return { used: needed.length, reused: Math.min(entries, needed.length) };
    },
    save: async ({ needed }) => (restored === undefined ? UNSAVED : saveModules(options, restored, needed)),
    home: () => restored?.home ?? modCache,
    leave() {
      const isApart = restored !== undefined && restored.home !== modCache;
      if (isApart) restored = leaveModules(options);
      return isApart;
    },
  };
}
