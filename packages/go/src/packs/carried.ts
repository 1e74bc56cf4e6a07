import type { CacheHit } from '@fairlead/core';

/** What a restore of packs gave. */
export interface CarriedDown {
  /** A part that is missing makes an exact hit a partial one; nothing usable is a miss. */
  readonly hit: CacheHit;
  /** What was left out because it is not what it should be: one sentence each. */
  readonly doubts: readonly string[];
  /** Outputs or modules that came, and their bytes without compression. */
  readonly entries: number;
  readonly bytes: number;
  /** Bytes that came for them, as they were stored. */
  readonly down: number;
  /** This machine had it all from before: nothing was downloaded. */
  readonly warm: boolean;
}

/** What a save of packs did. */
export interface CarriedUp {
  readonly stored: boolean;
  /** For the log: what was saved, or why nothing was. */
  readonly what: string;
  /** Bytes that went, as they are stored. */
  readonly up: number;
}

/** A save that did nothing, and why. */
export function unsaved(why: string): CarriedUp {
  return { stored: false, what: `not saved: ${why}`, up: 0 };
}
