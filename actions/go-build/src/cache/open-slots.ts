import type { Cache, Files } from '@fairlead/core';
import { type CompiledCacheOptions, type CompiledRestore, restoreCompiled, saveCompiled } from '@fairlead/go';
import type { CacheSlot } from './build-caches.ts';
import type { CachePlan } from './slots.ts';

/** What slots work with. */
export interface SlotPorts {
  readonly cache: Cache;
  readonly files: Files;
  readonly now: () => number;
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
  return {
    name: 'packages',
    key,
    async restore() {
      restored = await restoreCompiled(options);
      return restored;
    },
    save: async () =>
      restored === undefined ? { stored: false, what: 'not saved' } : saveCompiled(options, restored),
  };
}

function openModules(
  { path, key: { key, prefixes } }: NonNullable<CachePlan['modules']>,
  { cache }: SlotPorts,
): CacheSlot {
  return {
    name: 'modules',
    key,
    restore: async () => ({ hit: await cache.restore([path], key, prefixes), doubts: [] }),
    async save() {
      const stored = await cache.save([path], key);
      return { stored, what: stored ? `saved as ${key}` : NOT_STORED };
    },
  };
}

const NOT_STORED = 'not saved: another run was first, or the service refused';
