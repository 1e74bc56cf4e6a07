import { type Clock, ExternalError, FairleadError } from '@fairlead/core';
import { fuseName } from '../cluster/names.ts';
import type { Target } from '../cluster/target.ts';
import { setFuse } from '../fuse/fuse.ts';
import type { Journal, Order } from './journal.ts';
import { endedElsewhere, HEARTBEAT_MS, LOOK_MS, lookAtJournal, writeJournal } from './journal-store.ts';

/** The journal of the running canary: writes entries, shows in between that we are alive, and lengthens the fuse. */
export class JournalKeeper {
  readonly #target: Target;
  readonly #clock: Clock;
  readonly #leaseMs: number;
  #journal: Journal;
  #written: number;
  #looked: number;

  constructor(target: Target, clock: Clock, journal: Journal, leaseMs: number) {
    this.#target = target;
    this.#clock = clock;
    this.#leaseMs = leaseMs;
    this.#journal = journal;
    this.#written = clock.monotonic();
    this.#looked = this.#written;
  }

  get journal(): Journal {
    return this.#journal;
  }

  /** Writes what comes next, before it is done. @throws PolicyError CANARY_ABORTED; ExternalError CANARY_FUSE_BURNT */
  async note(change: Partial<Pick<Journal, 'phase' | 'step'>>): Promise<void> {
    this.#journal = { ...this.#journal, ...change };
    try {
      this.#journal = await writeJournal(this.#target, this.#journal);
      // After that: the fuse of a canary that is not ours any more is left alone.
      if (await this.#lengthenFuse()) this.#written = this.#clock.monotonic();
    } catch (error) {
      throw this.#isBurnt(error) ? burntDown(this.#target, this.#silentMs()) : error;
    }
  }

  /** False when the cluster was away just now: the next beat comes the sooner. */
  async #lengthenFuse(): Promise<boolean> {
    const { fuse, phase, promoteWithinMs } = this.#journal;
    if (fuse === undefined) return true;
    try {
      await setFuse(this.#target, fuse, phase === 'passed' ? promoteWithinMs : this.#leaseMs);
      return true;
    } catch (error) {
      if (error instanceof ExternalError && error.retryable && phase !== 'passed') return false;
      if (!(error instanceof ExternalError && error.code === 'KUBE_NOT_FOUND')) throw error;
      throw endedElsewhere(this.#target, `Job ${fuseName(this.#target.workload)}`);
    }
  }

  #isBurnt(error: unknown): boolean {
    const gone = error instanceof FairleadError && error.code === 'CANARY_ABORTED';
    return gone && this.#journal.fuse !== undefined && this.#silentMs() >= this.#leaseMs;
  }

  #silentMs(): number {
    return this.#clock.monotonic() - this.#written;
  }

  /** Makes sure that the canary is still ours. @throws PolicyError CANARY_ABORTED */
  confirm(): Promise<void> {
    return this.note({});
  }

  /** What somebody asks of this run. */
  get order(): Order | undefined {
    return this.#journal.order;
  }

  /** Looks whether somebody asks something or has ended the canary, and rewrites the journal when the last sign of life is old. @throws PolicyError CANARY_ABORTED */
  async beat(): Promise<void> {
    if (this.#silentMs() >= HEARTBEAT_MS) return this.note({});
    if (this.#clock.monotonic() - this.#looked < LOOK_MS) return;
    this.#looked = this.#clock.monotonic();
    const { order } = await lookAtJournal(this.#target, this.#journal);
    this.#journal = { ...this.#journal, order };
  }
}

function burntDown({ workload }: Target, silentMs: number): ExternalError {
  return new ExternalError({
    code: 'CANARY_FUSE_BURNT',
    message: `the fuse of the canary of ${workload} burnt down, since this run had not reached the cluster for ${Math.round(silentMs / 1000)} s`,
    hint: 'run again; raise lease when the API server is away that long at times',
  });
}
