import type { CarriedDown, CarriedUp, NeededModule } from '@fairlead/go';

/** What is cached. */
export interface CacheSlot {
  readonly name: 'packages' | 'modules';
  /** What it is saved under. */
  readonly key: string;
  readonly restore: () => Promise<SlotRestore>;
  /** Why the entry of a key was taken, for people. */
  readonly why: (matchedKey: string) => string;
  /** What the build used so far, and how much of it was there before; undefined where nobody knows. */
  readonly used: (work: BuildWork) => SlotUse | undefined;
  readonly save: (work: BuildWork) => Promise<CarriedUp>;
}

/** What a build tells its caches. */
export interface BuildWork {
  /** Its modules, as far as they had to be looked for. */
  readonly needed: readonly NeededModule[];
  /** Time that compiling and linking took. */
  readonly compileMs: number;
  /** Packages that it compiled beside the programs themselves; undefined where nobody knows. */
  readonly libraries: number | undefined;
}

/** Entries that a build used, and those of them that it did not have to make or fetch. */
export interface SlotUse {
  readonly used: number;
  readonly reused: number;
  /** Seconds that it did not take to make them, at least; undefined where nobody knows. */
  readonly savedSeconds?: number;
}

/** What came from the service. */
export interface SlotRestore extends CarriedDown {
  /** All that the build needs is there. */
  readonly whole: boolean;
}

/** What a restore gave. */
export interface SlotState {
  readonly slot: CacheSlot;
  readonly hit: 'exact' | 'partial' | 'miss';
  readonly matchedKey: string | undefined;
  /** What the entry has in common with this build; empty where there is none. */
  readonly why: string;
  /** Parts of it had to be left out. */
  readonly doubted: boolean;
  /** The service failed, so the miss says nothing and a save would only wait for it again. */
  readonly failed: boolean;
  readonly entries: number;
  readonly bytes: number;
  readonly down: number;
  readonly whole: boolean;
  readonly warm: boolean;
}
