import type { Cache, Files } from '@fairlead/core';
import {
  type CacheUse,
  type CompiledCacheOptions,
  type CompiledRestore,
  type CompileWork,
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
export function openSlots({ packages, modules }: CachePlan, ports: SlotPorts): readonly CacheSlot[] {
  return [
    ...(packages === undefined ? [] : [openPackages(packages, ports)]),
    ...(modules === undefined ? [] : [openModules(modules, ports)]),
  ];
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
  { modCache, sums, key: found }: NonNullable<CachePlan['modules']>,
  { cache, files, folder }: SlotPorts,
): CacheSlot {
  const { key, prefixes } = found;
  const options: ModuleCacheOptions = { cache, files, folder, modCache, sums, key, prefixes };
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
  };
}
