import { formatBytes, formatDuration, markdownCode, markdownText } from '@fairlead/core';
import { type SavedSlots, usesOf } from '../cache/build-caches.ts';
import type { BuildWork, SlotState } from '../cache/cache-slot.ts';

/** What one cache gave a build and took from it, as the output `cache` has it. */
export interface CacheFacts {
  readonly name: SlotState['slot']['name'];
  readonly hit: SlotState['hit'];
  /** The entry that was restored, and what it has in common with the build. */
  readonly matchedKey: string | undefined;
  readonly why: string;
  /** Entries that the build looked up: all, those that were there, those that it made; undefined where nobody knows. */
  readonly used: number | undefined;
  readonly reused: number | undefined;
  readonly new: number | undefined;
  /** Reused by used, from 0 to 1. */
  readonly ratio: number | undefined;
  /** Bytes that were carried to this machine and from it. */
  readonly down: number;
  readonly up: number;
  /** Seconds that the build did not take, at least. */
  readonly savedSeconds: number | undefined;
}

/** Gathers what is known of each cache. Pure. */
export function cacheFacts(
  states: readonly SlotState[],
  work: BuildWork,
  saved: SavedSlots,
): readonly CacheFacts[] {
  const uses = usesOf(states, work);
  return states.map((state) => {
    const { used, reused, savedSeconds } = uses.get(state.slot.name) ?? {};
    const known = used !== undefined && reused !== undefined;
    return {
      name: state.slot.name,
      hit: hitOf(state, work),
      matchedKey: state.matchedKey,
      why: state.why,
      used,
      reused,
      new: known ? used - reused : undefined,
      ratio: known && used > 0 ? Math.floor((100 * reused) / used) / 100 : undefined,
      down: state.down,
      up: saved.get(state.slot.name) ?? 0,
      savedSeconds: savedSeconds === undefined ? undefined : Math.floor(savedSeconds),
    };
  });
}

/**
 * An entry of other sources is exact too when nothing was compiled but the programs themselves: each commit compiles those,
 * as they hold its stamp. So a change that is no part of the build never shows.
 */
function hitOf({ slot, hit, doubted }: SlotState, { libraries }: BuildWork): SlotState['hit'] {
  return slot.name === 'packages' && hit === 'partial' && !doubted && libraries === 0 ? 'exact' : hit;
}

/** The words of the summary. Pure. */
export function renderCaches(facts: readonly CacheFacts[], reason: string): string {
  if (facts.length === 0) return `off (${markdownText(reason)})`;
  const states = facts.map(({ name, hit }) => `${name} ${hit}`).join(', ');
  const packages = facts.find(({ name }) => name === 'packages');
  const down = facts.reduce((sum, one) => sum + one.down, 0);
  return [
    `${states}${reason === '' ? '' : ` (${markdownText(reason)})`}`,
    ...(packages?.matchedKey === undefined
      ? []
      : [`packages from ${markdownCode(packages.matchedKey)} (${packages.why})`]),
    ...(packages?.used === undefined || packages.used === 0 ? [] : [describeUse(packages)]),
    ...(down > 0 ? [`${formatBytes(down)} restored`] : []),
    ...((packages?.savedSeconds ?? 0) > 0
      ? [`at least ${formatDuration((packages?.savedSeconds ?? 0) * 1000)} of compiling saved`]
      : []),
  ].join('; ');
}

function describeUse({ used = 0, reused = 0, new: made = 0 }: CacheFacts): string {
  const percent = Math.floor((100 * reused) / used);
  return `${reused} of ${used} entries of GOCACHE reused (${percent} %), ${made} new`;
}
