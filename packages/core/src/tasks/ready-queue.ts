/** How waiting raises a priority. */
export interface Ageing {
  /** Other starts that a task waits through before its priority counts one more; default 10. Infinity: never. */
  readonly startsPerPoint: number;
}

interface Waiting<T> {
  readonly item: T;
  readonly priority: number;
  readonly weight: number;
  /** Number of starts when it became ready. */
  readonly since: number;
  readonly order: number;
}

/**
 * Tasks that may start. Highest priority first, equal priorities in the order of their coming; waiting raises a priority
 * by one for each `startsPerPoint` other starts, so a task that is `d` points behind starts after at most
 * `d × startsPerPoint` others that came later (TRG-10).
 */
export class ReadyQueue<T> {
  readonly #ageing: Ageing;
  #waiting: Waiting<T>[] = [];
  #starts = 0;
  #order = 0;

  constructor(ageing: Ageing) {
    this.#ageing = ageing;
  }

  get size(): number {
    return this.#waiting.length;
  }

  add(item: T, priority: number, weight: number): void {
    this.#waiting.push({ item, priority, weight, since: this.#starts, order: this.#order++ });
  }

  /**
   * Takes the first task if it fits into the free slots. A task that is first but too heavy is waited for: lighter ones
   * that overtook it again and again would starve it.
   */
  take(freeSlots: number): T | undefined {
    const first = this.#waiting.reduce<Waiting<T> | undefined>(
      (best, next) => (best === undefined || this.#precedes(next, best) ? next : best),
      undefined,
    );
    if (first === undefined || first.weight > freeSlots) return undefined;
    this.#waiting = this.#waiting.filter((entry) => entry !== first);
    this.#starts += 1;
    return first.item;
  }

  /** Takes everything out. */
  drain(): readonly T[] {
    const items = this.#waiting.map((entry) => entry.item);
    this.#waiting = [];
    return items;
  }

  #precedes(a: Waiting<T>, b: Waiting<T>): boolean {
    const [first, second] = [this.#effective(a), this.#effective(b)];
    return first === second ? a.order < b.order : first > second;
  }

  #effective({ priority, since }: Waiting<T>): number {
    return priority + Math.floor((this.#starts - since) / this.#ageing.startsPerPoint);
  }
}
