import { type Cache, compareTexts, type Files } from '@fairlead/core';
import { type CarriedDown, type CarriedUp, unsaved } from '../packs/carried.ts';
import { bytesBelow } from '../packs/pack-file.ts';
import { markWarm, openHome, readWarmHome } from './module-home.ts';
import { MODULES, type PackedModule } from './module-pack.ts';
import type { ModuleSums, NeededModule } from './module-sums.ts';
import { bytesOfModules, packedMods, packedModules, writeModules } from './pack-modules.ts';
import { unpackModules } from './unpack-modules.ts';

/** What modules are kept with. */
export interface ModuleCacheOptions {
  readonly cache: Cache;
  readonly files: Files;
  readonly now: () => number;
  /** Where a pack is on its way, without links. */
  readonly folder: string;
  /** GOMODCACHE, which all steps share. */
  readonly modCache: string;
  /**
   * Only the files that a build reads are kept, and restored into a module cache of our own: for builds whose output does
   * not say where modules lie. Keys differ by it.
   */
  readonly apart: boolean;
  readonly key: string;
  readonly prefixes: readonly string[];
  readonly sums: ModuleSums;
}

/** What a restore gave. */
export interface ModuleRestore extends CarriedDown {
  /** All that a build of this key needs is there. */
  readonly whole: boolean;
  /** What GOMODCACHE is to be for the build: the shared one, or one of ours. */
  readonly home: string;
  /** The modules that came, each as go.sum says. */
  readonly modules: readonly PackedModule[];
}

/** Restores modules: the pack of the same key, else the newest, as far as go.sum names what is in it. */
export async function restoreModules(options: ModuleCacheOptions): Promise<ModuleRestore> {
  const { cache, files, folder, modCache, apart, key, prefixes, sums, now } = options;
  const nothing = leaveModules(options);
  const warm = readWarmHome(modCache, key, now());
  if (warm !== undefined)
    return { ...nothing, hit: { kind: 'exact', key }, whole: true, home: warm, warm: true };
  const hit = await cache.restore([MODULES], key, prefixes, { folder });
  if (hit.kind === 'miss') return nothing;
  try {
    const down = bytesBelow(`${folder}/${MODULES}`);
    const homeOf = (index: string): string => (apart ? openHome(modCache, index, now()) : modCache);
    const unpacked = await unpackModules(`${folder}/${MODULES}/pack`, modCache, sums, homeOf);
    const { whole, modules, home, doubts } = unpacked;
    const bytes = bytesOfModules(modules);
    const found = { ...nothing, doubts, entries: modules.length, bytes, down, modules };
    if (modules.length === 0) return { ...found, hit: { kind: 'miss' } };
    if (hit.kind !== 'exact' || !whole) return { ...found, hit: { ...hit, kind: 'partial' }, home };
    markWarm(modCache, key, home);
    return { ...found, hit, whole, home };
  } finally {
    await files.remove(`${folder}/${MODULES}`);
  }
}

/** A restore that gave nothing: for a build that needs more of modules than came, and gets them into the shared cache. */
export function leaveModules({ modCache }: Pick<ModuleCacheOptions, 'modCache'>): ModuleRestore {
  const none = { doubts: [], entries: 0, bytes: 0, down: 0, warm: false, modules: [] };
  return { ...none, hit: { kind: 'miss' }, whole: false, home: modCache };
}

/** Less than this part of what a build needs is downloaded again sooner than all is carried. */
const WORTH = 0.1;

/** Saves the modules that a build needs, which are all there now, as far as it is worth it. */
export async function saveModules(
  { cache, files, folder, modCache, apart, key, sums }: ModuleCacheOptions,
  { bytes, modules, home }: ModuleRestore,
  needed: readonly NeededModule[],
): Promise<CarriedUp> {
  if (needed.length === 0) return unsaved('the build needs none');
  const came = new Map(modules.map((module) => [nameOf(module), module]));
  const fresh = needed.filter((module) => !came.has(nameOf(module)));
  const packed = packedModules(home, fresh, sums, apart);
  const whole = packed.length === fresh.length;
  if (whole) markWarm(modCache, key, home); // what did not come, the go command has fetched
  if (packed.length === 0 || isLittle(bytesOfModules(packed), bytes))
    return unsaved('what is new is downloaded sooner than carried');
  const kept = needed.flatMap((module) => came.get(nameOf(module)) ?? []);
  const all = [...kept, ...packed].toSorted((a, b) => compareTexts(nameOf(a), nameOf(b)));
  try {
    const index = { whole, modules: all, mods: packedMods(home, sums) };
    if (!(await writeModules(home, folder, index))) return unsaved('something else changes the module cache');
    const up = bytesBelow(`${folder}/${MODULES}`);
    if (!(await cache.save([MODULES], key, { folder })))
      return unsaved('another run was first, or the service refused');
    return { stored: true, what: `saved as ${key}: ${all.length} modules`, up };
  } finally {
    await files.remove(`${folder}/${MODULES}`);
  }
}

function isLittle(fresh: number, restored: number): boolean {
  return fresh < (fresh + restored) * WORTH;
}

function nameOf({ path, version }: Pick<PackedModule, 'path' | 'version'>): string {
  return `${path} ${version}`;
}
