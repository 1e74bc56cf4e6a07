import { CancelledError, countOf, errorMessage, formatBytes, type Logger, listSome } from '@fairlead/core';
import type { BuildWork, CacheSlot, SlotState, SlotUse } from './cache-slot.ts';

/**
 * Restores all slots at the same time. A cache that fails is a miss and a warning, never a broken build.
 *
 * @throws CancelledError
 */
export async function restoreSlots(slots: readonly CacheSlot[], log: Logger): Promise<readonly SlotState[]> {
  const results = await tryAll(slots, (slot) => slot.restore());
  warnOfFailures(
    results,
    log,
    (names, why) => `the cache of ${names} could not be restored: ${why}; building without it`,
  );
  return results.map(({ slot, value }) => {
    if (value === undefined) return { ...FAILED, slot };
    const { hit, doubts, entries, bytes, down, whole, warm } = value;
    if (doubts.length > 0)
      log.warn(
        `the cache of ${slot.name} is used without a part: ${listSome(doubts)}; what lacks is compiled`,
      );
    const matchedKey = hit.kind === 'miss' ? undefined : hit.key;
    const why = matchedKey === undefined ? '' : slot.why(matchedKey);
    const came = warm ? ', on this machine already' : entries === 0 ? '' : `, ${describe(entries, bytes)}`;
    const which = matchedKey === undefined ? '' : ` (${matchedKey}${why === '' ? '' : `: ${why}`})`;
    log.info(`${slot.name}: ${hit.kind}${which}${came}`);
    const doubted = doubts.length > 0;
    const facts = { matchedKey, why, doubted, failed: false, entries, bytes, down, whole, warm };
    return { slot, hit: hit.kind, ...facts };
  });
}

const FAILED = {
  hit: 'miss',
  matchedKey: undefined,
  why: '',
  doubted: false,
  failed: true,
  entries: 0,
  bytes: 0,
  down: 0,
  whole: false,
  warm: false,
} as const;

/** `343 entries, 50.3 MB`. */
function describe(entries: number, bytes: number): string {
  return `${countOf(entries, 'entry', 'entries')}, ${formatBytes(bytes)}`;
}

/** The slots that are worth a save: not restored exactly, and with a service that worked. */
export function slotsToSave(states: readonly SlotState[]): readonly CacheSlot[] {
  return states.flatMap(({ slot, hit, failed }) => (hit === 'exact' || failed ? [] : [slot]));
}

/** Bytes that were carried to the service, for each cache that was stored. */
export type SavedSlots = ReadonlyMap<CacheSlot['name'], number>;

/**
 * Saves slots, all at the same time.
 *
 * @throws CancelledError
 */
export async function saveSlots(
  slots: readonly CacheSlot[],
  work: BuildWork,
  log: Logger,
): Promise<SavedSlots> {
  const results = await tryAll(slots, (slot) => slot.save(work));
  warnOfFailures(
    results,
    log,
    (names, why) => `the cache of ${names} could not be saved: ${why}; the build is not affected`,
  );
  for (const { slot, value } of results) if (value !== undefined) log.info(`${slot.name}: ${value.what}`);
  return new Map(
    results.flatMap(({ slot, value }) => (value?.stored === true ? [[slot.name, value.up] as const] : [])),
  );
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

/** What a build used of each slot, as far as it is known. */
export function usesOf(
  states: readonly SlotState[],
  work: BuildWork,
): ReadonlyMap<CacheSlot['name'], SlotUse> {
  return new Map(
    states.flatMap(({ slot }) => {
      const use = slot.used(work);
      return use === undefined ? [] : [[slot.name, use] as const];
    }),
  );
}
