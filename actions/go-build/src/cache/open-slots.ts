import type { Cache, Files } from '@fairlead/core';
import {
  type CacheUse,
  type CompiledCacheOptions,
  type CompiledRestore,
  type ModuleCacheOptions,
  type ModuleRestore,
  type ModuleVersion,
  readUse,
  restoreCompiled,
  restoreModules,
  saveCompiled,
  saveModules,
} from '@fairlead/go';
import type { CacheSlot } from './build-caches.ts';
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
export function openSlots({ packages, modules }: CachePlan, ports: SlotPorts): readonly CacheSlot[] {
  return [
    ...(packages === undefined ? [] : [openPackages(packages, ports)]),
    ...(modules === undefined ? [] : [openModules(modules, ports)]),
  ];
}

function openPackages(
  { goCache, kind, key: { key, prefixes } }: NonNullable<CachePlan['packages']>,
  ports: SlotPorts,
): CacheSlot {
  const options: CompiledCacheOptions = { ...ports, goCache, kind, key, prefixes };
  let restored: CompiledRestore | undefined;
  let use: CacheUse | undefined;
  return {
    name: 'packages',
    key,
    async restore() {
      restored = await restoreCompiled(options);
      return { ...restored, whole: restored.hit.kind === 'exact' };
    },
    used() {
      if (restored === undefined) return undefined;
      use ??= readUse(goCache, restored);
      return { used: use.actions.length, reused: use.reused };
    },
    save: async () =>
      restored === undefined
        ? { stored: false, what: 'not saved' }
        : saveCompiled(options, restored, use ?? readUse(goCache, restored)),
  };
}

function openModules(
  { modCache, sums, key: { key, prefixes } }: NonNullable<CachePlan['modules']>,
  { cache, files, folder }: SlotPorts,
): CacheSlot {
  const options: ModuleCacheOptions = { cache, files, folder, modCache, sums, key, prefixes };
  let restored: ModuleRestore | undefined;
  return {
    name: 'modules',
    key,
    async restore() {
      restored = await restoreModules(options);
      return restored;
    },
    used(needed) {
      if (restored === undefined) return undefined;
      const { entries, whole, warm } = restored;
      if (whole) return warm ? undefined : { used: entries, reused: entries };
      return { used: needed.length, reused: Math.min(entries, needed.length) };
    },
    save: async (needed: readonly ModuleVersion[]) =>
      restored === undefined ? { stored: false, what: 'not saved' } : saveModules(options, restored, needed),
  };
}
