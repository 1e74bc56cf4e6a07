import { type Cache, errorMessage, type Logger } from '@fairlead/core';
import type { CacheKey } from './keys.ts';

/** What is cached: a folder under a key. */
export interface CacheSlot {
  readonly name: 'packages' | 'modules';
  readonly path: string;
  readonly key: CacheKey;
}

/** What a restore gave. */
export interface SlotState {
  readonly slot: CacheSlot;
  readonly hit: 'exact' | 'partial' | 'miss';
  readonly matchedKey: string | undefined;
}

/** Restores all slots at the same time. A cache that fails is a miss and a warning, never a broken build. */
export async function restoreSlots(
  cache: Cache,
  slots: readonly CacheSlot[],
  log: Logger,
): Promise<readonly SlotState[]> {
  return Promise.all(slots.map((slot) => restoreSlot(cache, slot, log)));
}

async function restoreSlot(cache: Cache, slot: CacheSlot, log: Logger): Promise<SlotState> {
  const { name, path, key } = slot;
  try {
    const hit = await cache.restore([path], key.key, key.prefixes);
    const matchedKey = hit.kind === 'miss' ? undefined : hit.key;
    log.info(`${name}: ${hit.kind}${matchedKey === undefined ? '' : ` (${matchedKey})`}`);
    return { slot, hit: hit.kind, matchedKey };
  } catch (error) {
    log.warn(`the cache of ${name} could not be restored: ${errorMessage(error)}; building without it`);
    return { slot, hit: 'miss', matchedKey: undefined };
  }
}

/** Saves every slot that was not restored exactly, all at the same time. Gives the names of those that were stored. */
export async function saveSlots(
  cache: Cache,
  states: readonly SlotState[],
  log: Logger,
): Promise<readonly string[]> {
  const due = states.filter(({ hit }) => hit !== 'exact');
  const saved = await Promise.all(due.map(({ slot }) => saveSlot(cache, slot, log)));
  return due.flatMap(({ slot }, index) => (saved[index] === true ? [slot.name] : []));
}

async function saveSlot(
  cache: Cache,
  { name, path, key: { key } }: CacheSlot,
  log: Logger,
): Promise<boolean> {
  try {
    const stored = await cache.save([path], key);
    log.info(
      stored
        ? `${name}: saved as ${key}`
        : `${name}: not saved: another run was first, or the service refused`,
    );
    return stored;
  } catch (error) {
    log.warn(`the cache of ${name} could not be saved: ${errorMessage(error)}; the build is not affected`);
    return false;
  }
}
