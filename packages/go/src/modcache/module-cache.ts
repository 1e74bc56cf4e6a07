import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Cache, Files } from '@fairlead/core';
import { type CarriedDown, type CarriedUp, unsaved } from '../packs/carried.ts';
import { bytesBelow, sha256 } from '../packs/pack-file.ts';
import { MODULES } from './module-pack.ts';
import type { ModuleSums, ModuleVersion } from './module-sums.ts';
import { bytesOfModules, planModules, writeModules } from './pack-modules.ts';
import { unpackModules } from './unpack-modules.ts';

/** What modules are kept with. */
export interface ModuleCacheOptions {
  readonly cache: Cache;
  readonly files: Files;
  /** Where a pack is on its way, without links. */
  readonly folder: string;
  readonly modCache: string;
  readonly key: string;
  readonly prefixes: readonly string[];
  readonly sums: ModuleSums;
}

/** What a restore gave. */
export interface ModuleRestore extends CarriedDown {
  /** All that a build of this key needs is there. */
  readonly whole: boolean;
  /** The modules that came with their files, each as go.sum says. */
  readonly modules: readonly ModuleVersion[];
}

/** Restores modules: the pack of the same key, else the newest, as far as go.sum names what is in it. */
export async function restoreModules(options: ModuleCacheOptions): Promise<ModuleRestore> {
  const { cache, files, folder, modCache, key, prefixes, sums } = options;
  const nothing = { doubts: [], entries: 0, bytes: 0, down: 0, whole: false, warm: false, modules: [] };
  if (existsSync(warmMark(modCache, key)))
    return { ...nothing, hit: { kind: 'exact', key }, whole: true, warm: true };
  const hit = await cache.restore([MODULES], key, prefixes, { folder });
  if (hit.kind === 'miss') return { ...nothing, hit };
  try {
    const down = bytesBelow(join(folder, MODULES));
    const pack = join(folder, MODULES, 'pack');
    const { whole, modules, bytes, doubts } = await unpackModules(pack, modCache, sums);
    const found = { doubts, entries: modules.length, bytes, down, warm: false, modules };
    if (hit.kind === 'exact' && whole) {
      markWarm(modCache, key);
      return { ...found, hit, whole };
    }
    const honest =
      modules.length === 0 ? ({ kind: 'miss' } as const) : ({ ...hit, kind: 'partial' } as const);
    return { ...found, hit: honest, whole: false };
  } finally {
    await files.remove(`${folder}/${MODULES}`);
  }
}

/** Less than this part of what a build needs is downloaded again sooner than all is carried. */
const WORTH = 0.1;

/** Saves the modules that a build needs, which are all there now, as far as it is worth it. */
export async function saveModules(
  { cache, files, folder, modCache, key, sums }: ModuleCacheOptions,
  { bytes, modules }: ModuleRestore,
  needed: readonly ModuleVersion[],
): Promise<CarriedUp> {
  if (needed.length === 0) return unsaved('the build needs none');
  const little = unsaved('what is new is downloaded sooner than carried');
  const fresh = lacking(modules, needed);
  // most builds after a change of go.sum end here: nothing of what came has to be read again
  if (modules.length > 0 && isLittle(bytesOfModules(modCache, fresh), bytes)) {
    markWarm(modCache, key); // what did not come, the go command has fetched
    return little;
  }
  const plan = planModules(modCache, needed, sums);
  if (plan.index.whole) markWarm(modCache, key);
  if (plan.bytes === 0 || isLittle(plan.bytes - bytes, bytes)) return little;
  try {
    if (!(await writeModules(modCache, folder, plan)))
      return unsaved('something else changes the module cache');
    const up = bytesBelow(join(folder, MODULES));
    if (!(await cache.save([MODULES], key, { folder })))
      return unsaved('another run was first, or the service refused');
    return { stored: true, what: `saved as ${key}: ${plan.index.modules.length} modules`, up };
  } finally {
    await files.remove(`${folder}/${MODULES}`);
  }
}

function isLittle(fresh: number, restored: number): boolean {
  return fresh < (fresh + restored) * WORTH;
}

/** The modules of a build that did not come. */
function lacking(came: readonly ModuleVersion[], needed: readonly ModuleVersion[]): readonly ModuleVersion[] {
  const known = new Set(came.map(({ path, version }) => `${path} ${version}`));
  return needed.filter(({ path, version }) => !known.has(`${path} ${version}`));
}

/** Remembers on this machine that all which a build of this key needs is in the module cache. */
function markWarm(modCache: string, key: string): void {
  const path = warmMark(modCache, key);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
}

/** Below the folder that `go clean -modcache` removes with everything else. */
function warmMark(modCache: string, key: string): string {
  return join(modCache, 'cache', `fairlead-${sha256(key).slice(0, 20)}`);
}
