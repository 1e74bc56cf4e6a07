import {
  type CacheHit,
  CancelledError,
  countOf,
  errorMessage,
  formatBytes,
  type Logger,
  listSome,
} from '@fairlead/core';
import type { ModuleVersion } from '@fairlead/go';

/** What is cached. */
export interface CacheSlot {
  readonly name: 'packages' | 'modules';
  /** What it is saved under. */
  readonly key: string;
  readonly restore: () => Promise<SlotRestore>;
  /** What the build used so far, and how much of it was there before; undefined where nobody knows. */
  readonly used: (needed: readonly ModuleVersion[]) => SlotUse | undefined;
  /** `needed`: the modules of the build, as far as they had to be looked for. */
  readonly save: (needed: readonly ModuleVersion[]) => Promise<SlotSave>;
}

/** Entries that a build used, and those of them that it did not have to make or fetch. */
export interface SlotUse {
  readonly used: number;
  readonly reused: number;
}

/** What came from the service. */
export interface SlotRestore {
  readonly hit: CacheHit;
  /** Parts that were left out because they are not what they should be. */
  readonly doubts: readonly string[];
  /** Outputs or modules that came, and their bytes. */
  readonly entries: number;
  readonly bytes: number;
  /** All that the build needs is there. */
  readonly whole: boolean;
  /** It was there already: nothing was downloaded. */
  readonly warm: boolean;
}

/** What went to the service; `what` is for the log, and says why nothing did. */
export interface SlotSave {
  readonly stored: boolean;
  readonly what: string;
}

/** What a restore gave. */
export interface SlotState {
  readonly slot: CacheSlot;
  readonly hit: 'exact' | 'partial' | 'miss';
  readonly matchedKey: string | undefined;
  /** The service failed, so the miss says nothing and a save would only wait for it again. */
  readonly failed: boolean;
  readonly entries: number;
  readonly bytes: number;
  readonly whole: boolean;
  readonly warm: boolean;
}

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
    const { hit, doubts, entries, bytes, whole, warm } = value;
    if (doubts.length > 0)
      log.warn(
        `the cache of ${slot.name} is used without a part: ${listSome(doubts)}; what lacks is compiled`,
      );
    const matchedKey = hit.kind === 'miss' ? undefined : hit.key;
    const came = warm ? ', on this machine already' : entries === 0 ? '' : `, ${describe(entries, bytes)}`;
    log.info(`${slot.name}: ${hit.kind}${matchedKey === undefined ? '' : ` (${matchedKey})`}${came}`);
    return { slot, hit: hit.kind, matchedKey, failed: false, entries, bytes, whole, warm };
  });
}

const FAILED = {
  hit: 'miss',
  matchedKey: undefined,
  failed: true,
  entries: 0,
  bytes: 0,
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

/**
 * Saves slots, all at the same time. Gives the names of those that were stored.
 *
 * @throws CancelledError
 */
export async function saveSlots(
  slots: readonly CacheSlot[],
  needed: readonly ModuleVersion[],
  log: Logger,
): Promise<readonly string[]> {
  const results = await tryAll(slots, (slot) => slot.save(needed));
  warnOfFailures(
    results,
    log,
    (names, why) => `the cache of ${names} could not be saved: ${why}; the build is not affected`,
  );
  for (const { slot, value } of results) if (value !== undefined) log.info(`${slot.name}: ${value.what}`);
  return results.flatMap(({ slot, value }) => (value?.stored === true ? [slot.name] : []));
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
  needed: readonly ModuleVersion[],
): ReadonlyMap<CacheSlot['name'], SlotUse> {
  return new Map(
    states.flatMap(({ slot }) => {
      const use = slot.used(needed);
      return use === undefined ? [] : [[slot.name, use] as const];
    }),
  );
}
