import type { Clock } from '@fairlead/core';
import type { Target } from '../cluster/target.ts';
import type { Journal } from './journal.ts';
import { HEARTBEAT_MS, writeJournal } from './journal-store.ts';

/** The journal of the running canary: writes entries, and shows in between that we are alive. */
export class JournalKeeper {
  readonly #target: Target;
  readonly #clock: Clock;
  #journal: Journal;
  #written: number;

  constructor(target: Target, clock: Clock, journal: Journal) {
    this.#target = target;
    this.#clock = clock;
    this.#journal = journal;
    this.#written = clock.monotonic();
  }

  get journal(): Journal {
    return this.#journal;
  }

  /** Writes what comes next, before it is done. @throws PolicyError CANARY_ABORTED */
  async note(change: Partial<Pick<Journal, 'phase' | 'step'>>): Promise<void> {
    this.#journal = { ...this.#journal, ...change };
    await writeJournal(this.#target, this.#journal);
    this.#written = this.#clock.monotonic();
  }

  /** Makes sure that the canary is still ours. @throws PolicyError CANARY_ABORTED */
  confirm(): Promise<void> {
    return this.note({});
  }

  /** Rewrites the journal when the last sign of life is old. @throws PolicyError CANARY_ABORTED */
  async beat(): Promise<void> {
    if (this.#clock.monotonic() - this.#written >= HEARTBEAT_MS) await this.note({});
  }
}
