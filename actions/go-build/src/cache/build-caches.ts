import { type Cache, CancelledError, errorMessage, type Logger } from '@fairlead/core';
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
  /** The service failed, so the miss says nothing and a save would only wait for it again. */
  readonly failed: boolean;
}

/**
 * Restores all slots at the same time. A cache that fails is a miss and a warning, never a broken build.
 *
 * @throws CancelledError
 */
export async function restoreSlots(
  cache: Cache,
  slots: readonly CacheSlot[],
  log: Logger,
): Promise<readonly SlotState[]> {
  const results = await tryAll(slots, ({ path, key }) => cache.restore([path], key.key, key.prefixes));
  warnOfFailures(
    results,
    log,
    (names, why) => `the cache of ${names} could not be restored: ${why}; building without it`,
  );
  return results.map(({ slot, value }) => {
    if (value === undefined) return { slot, hit: 'miss', matchedKey: undefined, failed: true };
    const matchedKey = value.kind === 'miss' ? undefined : value.key;
    log.info(`${slot.name}: ${value.kind}${matchedKey === undefined ? '' : ` (${matchedKey})`}`);
    return { slot, hit: value.kind, matchedKey, failed: false };
  });
}

/** The slots that are worth a save: not restored exactly, and with a service that worked. */
export function slotsToSave(states: readonly SlotState[]): readonly CacheSlot[] {
  return states.flatMap(({ slot, hit, failed }) => (hit === 'exact' || failed ? [] : [slot]));
}

/**
 * Saves slots, all at the same time. Gives the names of those that were stored.
 *
 * @throws CancelledError
 */
export async function saveSlots(
  cache: Cache,
  slots: readonly CacheSlot[],
  log: Logger,
): Promise<readonly string[]> {
  const results = await tryAll(slots, ({ path, key }) => cache.save([path], key.key));
  warnOfFailures(
    results,
    log,
    (names, why) => `the cache of ${names} could not be saved: ${why}; the build is not affected`,
  );
  for (const { slot, value } of results) {
    if (value === true) log.info(`${slot.name}: saved as ${slot.key.key}`);
    if (value === false) log.info(`${slot.name}: not saved: another run was first, or the service refused`);
  }
  return results.flatMap(({ slot, value }) => (value === true ? [slot.name] : []));
}

/** What work on a slot gave: a value, or why there is none. */
interface Tried<T> {
  readonly slot: CacheSlot;
  readonly value: T | undefined;
  readonly why: string;
}

/** Works on all slots and waits for the last, so that what is cancelled has ended. */
async function tryAll<T>(
  slots: readonly CacheSlot[],
  work: (slot: CacheSlot) => Promise<T>,
): Promise<readonly Tried<T>[]> {
  const ended = await Promise.allSettled(slots.map(work));
  return slots.map((slot, index): Tried<T> => {
    const end = ended[index];
    if (end?.status === 'fulfilled') return { slot, value: end.value, why: '' };
    if (end?.reason instanceof CancelledError) throw end.reason;
    return { slot, value: undefined, why: errorMessage(end?.reason) };
  });
}

/** A service that is down fails for every slot: one warning for each reason. */
function warnOfFailures<T>(
  results: readonly Tried<T>[],
  log: Logger,
  say: (names: string, why: string) => string,
): void {
  const failed = Map.groupBy(
    results.filter(({ value }) => value === undefined),
    ({ why }) => why,
  );
  for (const [why, slots] of failed) log.warn(say(slots.map(({ slot }) => slot.name).join(' and '), why));
}
