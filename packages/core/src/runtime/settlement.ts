import type { ActionDefinition } from '../definition/define-action.ts';
import { coreOutcomes, outcomesOf } from '../definition/outcomes.ts';
import type { FairleadError } from '../errors/fairlead-error.ts';
import { failureLine } from '../render/failure.ts';
import { outcomeOf } from './outcome.ts';

/** How a run came out, for people and for later steps: the outputs of these names. */
export interface Settled {
  readonly outcome: string;
  readonly reason: string;
}

/** What a settlement has to know of a definition. */
type Words = Pick<ActionDefinition, 'outcomes' | 'failedOutcomes'>;

const FAILED: Readonly<Record<string, string>> = {
  failure: 'failed',
  error: 'error',
  cancelled: 'cancelled',
};

/** Remembers what an action says of its own end, and weighs it against what really happened. */
export class Settlement {
  readonly #words: Words;
  #said: { readonly outcome: string; readonly reason: string | undefined } | undefined;

  constructor(words: Words) {
    this.#words = words;
  }

  /** @throws TypeError for a word that the definition does not list. */
  settle(outcome: string, reason?: string): void {
    if (!Object.hasOwn(outcomesOf(this.#words), outcome))
      throw new TypeError(`"${outcome}" is not among the outcomes of the definition`);
    this.#said = { outcome, reason };
  }

  /**
   * A failure has its own line as the reason, and an own word only from `failedOutcomes`: a success that was settled
   * before something failed is none. A dry run has done nothing, whatever was settled.
   */
  weigh(failure: FairleadError | undefined, dryRun: boolean): Settled {
    const said = this.#said?.outcome;
    if (failure !== undefined) {
      const own = said !== undefined && this.#words.failedOutcomes?.includes(said) === true;
      return { outcome: own ? said : (FAILED[outcomeOf(failure)] ?? 'error'), reason: failureLine(failure) };
    }
    const outcome = dryRun ? 'dry-run' : (said ?? Object.keys(this.#words.outcomes)[0] ?? 'skipped');
    const meaning = dryRun ? coreOutcomes['dry-run'] : outcomesOf(this.#words)[outcome];
    return { outcome, reason: this.#said?.reason ?? meaning ?? '' };
  }
}
