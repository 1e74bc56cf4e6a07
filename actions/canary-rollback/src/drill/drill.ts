import { type Clock, errorMessage, type Logger, PolicyError } from '@fairlead/core';
import type { Target } from '../cluster/target.ts';
import type { Poll } from '../observe/timeline.ts';
import { endFault, type Fault, type FaultSize, type Maker } from './faults.ts';

/** Between two times of a fault that must be done again. */
const AGAIN_MS = 1_000;

/** What a drill takes. */
export interface DrillOptions {
  readonly target: Target;
  readonly clock: Clock;
  readonly log: Logger;
  readonly fault: Fault;
  readonly by: Maker;
  readonly size: FaultSize;
  /** The canary is to bear it: it must be made, and need not be found. */
  readonly bearable?: true;
  /** So long the canary is observed in health first. */
  readonly afterMs: number;
}

/** Breaks a canary that is healthy, and sees whether anybody notices. */
export class Drill {
  readonly #options: DrillOptions;
  readonly #over = new AbortController();
  #begunMs: number | undefined;
  #work: Promise<void> = Promise.resolve();
  #problem: string | undefined;

  constructor(options: DrillOptions) {
    this.#options = options;
  }

  /** When the fault began, in milliseconds of the time line. */
  get begunMs(): number | undefined {
    return this.#begunMs;
  }

  /** Why the fault could not be made; undefined where it was. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Looks at each poll; the fault begins once the canary was healthy for long enough. */
  see({ sample: { atMs }, decision }: Poll): void {
    const { afterMs, fault, by, log } = this.#options;
    if (this.#begunMs !== undefined || atMs < afterMs || decision.kind === 'rollback') return;
    this.#begunMs = atMs;
    log.notice(`drill: ${fault.about[by]}`);
    this.#work = this.#breakIt();
  }

  async #breakIt(): Promise<void> {
    const { target, fault, by, size, clock, log } = this.#options;
    do {
      try {
        await fault.begin(target, by, size);
      } catch (error) {
        this.#problem ??= errorMessage(error);
        log.warn(`drill: the fault ${fault.name} could not be made: ${errorMessage(error)}`);
        return;
      }
      await clock.sleep(AGAIN_MS, this.#over.signal).catch(() => undefined);
    } while (fault.again === true && !this.#over.signal.aborted);
  }

  /** A drill ends by a rollback, unless the canary is to bear it. @throws PolicyError CANARY_DRILL_MISSED */
  assertFound(): void {
    const { fault, bearable = false } = this.#options;
    if (bearable && this.#begunMs !== undefined && this.#problem === undefined) return;
    const why =
      this.#begunMs === undefined
        ? `the steps were over before the fault ${fault.name} could begin`
        : bearable
          ? `the fault ${fault.name} could not be made`
          : `the canary passed although the fault ${fault.name} was made`;
    throw drillMissed(this.#problem === undefined ? why : `${why}: ${this.#problem}`);
  }

  /** Ends the fault; never throws. */
  async end(): Promise<void> {
    const { target, by, log } = this.#options;
    this.#over.abort();
    await this.#work;
    try {
      await endFault(target, by);
    } catch (error) {
      log.warn(`drill: what made the fault could not be removed: ${errorMessage(error)}`);
    }
  }
}

/** The failure of a drill that nobody noticed, or too late. */
export function drillMissed(why: string): PolicyError {
  return new PolicyError({
    code: 'CANARY_DRILL_MISSED',
    message: `the drill did not end as it should: ${why}`,
    hint: 'a fault that users would feel must be in the metrics: see metric, errors, max-p99, steps and drill-budget',
  });
}
