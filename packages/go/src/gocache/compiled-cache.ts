import type { Cache, CacheHit, Files } from '@fairlead/core';
import { type CarriedDown, type CarriedUp, unsaved } from '../packs/carried.ts';
import { bytesBelow } from '../packs/pack-file.ts';
import type { CachedAction } from './action-file.ts';
import { markUnused, usedActions } from './cache-folder.ts';
import { bytesOf, planSave, type RestoredPack } from './plan-save.ts';
import { secondsIn, secondsSaved } from './time-saved.ts';
import { type Unpacked, unpack } from './unpack.ts';
import { readWarmState, writeWarmState } from './warm-state.ts';
import { NEXT, PACKS, writePack } from './write-pack.ts';

/** What compiled packages are kept with. */
export interface CompiledCacheOptions {
  readonly cache: Cache;
  readonly files: Files;
  readonly now: () => number;
  /** Where packs are on their way, without links: the client compares it with where it finds itself. */
  readonly folder: string;
  readonly goCache: string;
  readonly key: string;
  /** The last but one begins all entries of the same targets and flags, the last one all of the same Go. */
  readonly prefixes: readonly string[];
  /** Of a build for several targets: the entries of each alone, the last prefix beginning all of the same target. */
  readonly parts?: readonly { readonly key: string; readonly prefixes: readonly string[] }[];
  /** System, architecture and Go that compile; packs of another kind are not used. */
  readonly kind: string;
}

/** What a restore gave; its entries are outputs that are now in GOCACHE. */
export interface CompiledRestore extends CarriedDown {
  readonly packs: readonly RestoredPack[];
  /** When the build began, by the clock of the files. */
  readonly since: number;
}

/** What a build did beside what its cache shows. */
export interface CompileWork {
  /** Time that compiling and linking took. */
  readonly seconds: number;
  /** Packages that were compiled beside the programs themselves; undefined where nobody knows. */
  readonly libraries: number | undefined;
}

/** What a build used of GOCACHE. */
export interface CacheUse {
  readonly actions: readonly CachedAction[];
  /** How many of them there were before the build; the others it made. */
  readonly reused: number;
}

/** Room for the clock of a file system, which may be behind by a tick. */
const TICK_MS = 2000;

/**
 * Restores compiled packages: the newest pack that fits and those that it builds on, each checked against its index. Where
 * there is none of all targets together, those of each target that the newest has not are restored beside it. What lies in
 * GOCACHE already is marked as unused, so that what the build uses is known afterwards. What a build with the same Go and
 * dependencies left on this machine is not downloaded again.
 */
export async function restoreCompiled(options: CompiledCacheOptions): Promise<CompiledRestore> {
  const { files, now, folder, goCache, key, prefixes, kind } = options;
  markUnused(goCache, now());
  const since = now() - TICK_MS;
  const nothing = { doubts: [], entries: 0, bytes: 0, down: 0, packs: [], warm: false, since };
  const state = readWarmState(goCache, kind);
  if (state !== undefined && (state.key === key || state.key.startsWith(prefixes[0] ?? key))) {
    const hit = { kind: state.key === key ? 'exact' : 'partial', key: state.key } as const;
    return { ...nothing, hit, packs: state.packs, warm: true };
  }
  try {
    const { hit, chain, doubts } = await restoreChains(options);
    if (hit.kind === 'miss') return { ...nothing, hit };
    const down = bytesBelow(`${folder}/${PACKS}`);
    const outputs = chain.flatMap((pack) => pack.outputs);
    if (doubts.length === 0) writeWarmState(goCache, { kind, key: hit.key, packs: chain });
    return {
      ...nothing,
      hit: honest(hit, chain.length, doubts.length),
      doubts,
      entries: outputs.length,
      bytes: bytesOf(outputs),
      down,
      packs: chain,
    };
  } finally {
    await files.remove(`${folder}/${PACKS}`);
  }
}

/** What was found, and the packs that came of it, the base of each target first. */
interface Restored extends Unpacked {
  readonly hit: CacheHit;
}

async function restoreChains(options: CompiledCacheOptions): Promise<Restored> {
  const { key, prefixes, parts = [] } = options;
  const first = await restoreChain(options, key, prefixes);
  const isOwn = first.hit.kind === 'miss' || first.hit.key.startsWith(prefixes.at(-2) ?? key);
  if (isOwn) return first;
  const [chain, doubts] = [[...first.chain], [...first.doubts]];
  for (const part of parts) {
    const start = part.prefixes.at(-1) ?? part.key;
    if (chain.some((pack) => pack.key.startsWith(start))) continue;
    const more = await restoreChain(options, part.key, part.prefixes);
    chain.push(...more.chain.filter(({ id }) => !chain.some((pack) => pack.id === id)));
    doubts.push(...more.doubts);
  }
  return { hit: first.hit, chain, doubts };
}

async function restoreChain(
  { cache, now, folder, goCache, kind }: CompiledCacheOptions,
  key: string,
  prefixes: readonly string[],
): Promise<Restored> {
  const hit = await cache.restore([PACKS], key, prefixes, { folder, follow: NEXT });
  if (hit.kind === 'miss') return { hit, chain: [], doubts: [] };
  return { hit, ...(await unpack(folder, goCache, { key: hit.key, kind }, now())) };
}

function honest(hit: CacheHit & { kind: 'exact' | 'partial' }, packs: number, doubts: number): CacheHit {
  if (packs === 0) return { kind: 'miss' };
  return doubts > 0 ? { ...hit, kind: 'partial' } : hit;
}

/** What the build after a restore has used so far. */
export function readUse(goCache: string, { packs, since }: CompiledRestore): CacheUse {
  const actions = usedActions(goCache, since);
  const known = new Set(packs.flatMap((pack) => pack.actions.map(({ action }) => action)));
  return { actions, reused: actions.filter(({ action }) => known.has(action)).length };
}

/** Seconds that the restored packs saved a build at least. */
export function timeSaved({ packs }: CompiledRestore, use: CacheUse, { seconds }: CompileWork): number {
  return secondsSaved(packs, use.actions, seconds);
}

/** Saves what the build used and the restored packs do not hold, as far as it is worth it. */
export async function saveCompiled(
  { cache, files, folder, goCache, key, kind }: CompiledCacheOptions,
  { packs }: CompiledRestore,
  use: CacheUse,
  work: CompileWork,
): Promise<CarriedUp> {
  const plan = planSave(packs, use.actions, work.libraries);
  if (plan.kind === 'nothing') return unsaved(plan.why);
  const { parents, actions, outputs } = plan;
  const isBelow = ({ id }: RestoredPack): boolean => parents.some((parent) => parent.id === id);
  const replaced = packs.filter((pack) => !isBelow(pack));
  const seconds = secondsIn(replaced, use.actions, work.seconds);
  try {
    const id = await writePack(goCache, folder, { kind, parents, actions, outputs, seconds });
    if (id === undefined) return unsaved('something else changes GOCACHE');
    const up = bytesBelow(`${folder}/${PACKS}`);
    if (!(await cache.save([PACKS], key, { folder })))
      return unsaved('another run was first, or the service refused');
    const below = packs.filter(isBelow);
    writeWarmState(goCache, { kind, key, packs: [...below, { key, id, actions, outputs, seconds }] });
    const what = `saved as ${key}: ${plan.kind} of ${outputs.length} outputs (${plan.why})`;
    return { stored: true, what, up };
  } finally {
    await files.remove(`${folder}/${PACKS}`);
  }
}
