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

/** Restores every slot. A cache that fails is a miss and a warning, never a broken build. */
export async function restoreSlots(
  cache: Cache,
  slots: readonly CacheSlot[],
  log: Logger,
): Promise<readonly SlotState[]> {
  const states: SlotState[] = [];
  for (const slot of slots) {
    try {
      const hit = await cache.restore([slot.path], slot.key.key, slot.key.prefixes);
      const matchedKey = hit.kind === 'miss' ? undefined : hit.key;
      states.push({ slot, hit: hit.kind, matchedKey });
      log.info(`${slot.name}: ${hit.kind}${matchedKey === undefined ? '' : ` (${matchedKey})`}`);
    } catch (error) {
      log.warn(
        `the cache of ${slot.name} could not be restored: ${errorMessage(error)}; building without it`,
      );
      states.push({ slot, hit: 'miss', matchedKey: undefined });
    }
  }
  return states;
}

/** Saves every slot that was not restored exactly. Gives the names of those that were stored. */
export async function saveSlots(
  cache: Cache,
  states: readonly SlotState[],
  log: Logger,
): Promise<readonly string[]> {
  const saved: string[] = [];
  for (const { slot, hit } of states) {
    if (hit === 'exact') continue;
    try {
      const stored = await cache.save([slot.path], slot.key.key);
      if (stored) saved.push(slot.name);
      log.info(
        `${slot.name}: ${stored ? 'saved as' : 'not saved, another run was first or the service refused:'} ${slot.key.key}`,
      );
    } catch (error) {
      log.warn(
        `the cache of ${slot.name} could not be saved: ${errorMessage(error)}; the build is not affected`,
      );
    }
  }
  return saved;
}
