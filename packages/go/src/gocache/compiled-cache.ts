import type { Cache, CacheHit, Files } from '@fairlead/core';
import { markUnused, usedActions } from './cache-folder.ts';
import { bytesOf, planSave, type RestoredPack } from './plan-save.ts';
import { unpack } from './unpack.ts';
import { NEXT, PACKS, writePack } from './write-pack.ts';

/** What compiled packages are kept with. */
export interface CompiledCacheOptions {
  readonly cache: Cache;
  readonly files: Files;
  readonly now: () => number;
  readonly goCache: string;
  readonly key: string;
  readonly prefixes: readonly string[];
  /** System, architecture and Go that compile; packs of another kind are not used. */
  readonly kind: string;
}

/** What a restore gave. */
export interface CompiledRestore {
  /** A part that is missing makes an exact hit a partial one; nothing usable is a miss. */
  readonly hit: CacheHit;
  /** What was left out, and why: one sentence each. */
  readonly doubts: readonly string[];
  /** Bytes of outputs that are now in GOCACHE, without compression. */
  readonly bytes: number;
  readonly packs: readonly RestoredPack[];
  /** When the build began, by the clock of the files. */
  readonly since: number;
}

/** What a save did. */
export interface CompiledSave {
  readonly stored: boolean;
  /** For the log: what was saved, or why nothing was. */
  readonly what: string;
}

/** Room for the clock of a file system, which may be behind by a tick. */
const TICK_MS = 2000;

/**
 * Restores compiled packages: the newest pack that fits and those that it builds on, each checked against its index. What
 * lies in GOCACHE already is marked as unused, so that what the build uses is known afterwards.
 */
export async function restoreCompiled(options: CompiledCacheOptions): Promise<CompiledRestore> {
  const { cache, files, now, goCache, key, prefixes, kind } = options;
  const folder = await makeFolder(files);
  try {
    markUnused(goCache, now());
    const hit = await cache.restore([PACKS], key, prefixes, { folder, follow: NEXT });
    const nothing = { doubts: [], bytes: 0, packs: [], since: now() - TICK_MS };
    if (hit.kind === 'miss') return { ...nothing, hit };
    const { chain, doubts } = unpack(folder, goCache, { key: hit.key, kind }, now());
    const bytes = chain.reduce((sum, { outputs }) => sum + bytesOf(outputs), 0);
    return { ...nothing, hit: honest(hit, chain.length, doubts.length), doubts, bytes, packs: chain };
  } finally {
    await files.remove(folder);
  }
}

function honest(hit: CacheHit & { kind: 'exact' | 'partial' }, packs: number, doubts: number): CacheHit {
  if (packs === 0) return { kind: 'miss' };
  return doubts > 0 ? { ...hit, kind: 'partial' } : hit;
}

/** A folder without links on the way: the client compares it with where it finds itself. */
async function makeFolder(files: Files): Promise<string> {
  return files.realPath(await files.makeTemporary('packs'));
}

/** Saves what the build used and the restored packs do not hold, as far as it is worth it. */
export async function saveCompiled(
  { cache, files, goCache, key, kind }: CompiledCacheOptions,
  { packs, since }: CompiledRestore,
): Promise<CompiledSave> {
  const plan = planSave(packs, usedActions(goCache, since));
  if (plan.kind === 'nothing') return { stored: false, what: `not saved: ${plan.why}` };
  const folder = await makeFolder(files);
  try {
    const { parents, actions, outputs } = plan;
    if (writePack(goCache, folder, { kind, parents, actions, outputs }) === undefined)
      return { stored: false, what: 'not saved: something else changes GOCACHE' };
    const stored = await cache.save([PACKS], key, { folder });
    const what = `${plan.kind} of ${outputs.length} outputs (${plan.why})`;
    return stored
      ? { stored, what: `saved as ${key}: ${what}` }
      : { stored, what: 'not saved: another run was first, or the service refused' };
  } finally {
    await files.remove(folder);
  }
}
