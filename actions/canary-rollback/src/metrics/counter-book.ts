import type { Series } from './prometheus.ts';

/**
 * Adds up what counters gained, series by series.
 *
 * `rate()` and `increase()` lose everything that a new series counted before its first scrape, and so hide the errors of a
 * canary that has just begun. Here a series that appears after the first look is counted from zero, and one that falls
 * (its process restarted) begins again from zero.
 */
export class CounterBook {
  readonly #last = new Map<string, number>();
  readonly #gained = new Map<string, number>();
  #looked = false;

  /** Takes one look at all series. Those of the very first look have history that is not ours; they start at no gain. */
  add(series: readonly Series[]): void {
    for (const { labels, value } of series) {
      if (!Number.isFinite(value)) continue;
      const key = keyOf(labels);
      const last = this.#last.get(key);
      const gain = last === undefined ? (this.#looked ? value : 0) : value >= last ? value - last : value;
      this.#last.set(key, value);
      this.#gained.set(key, (this.#gained.get(key) ?? 0) + gain);
    }
    this.#looked = true;
  }

  /** Gains of all series so far, with their labels. */
  totals(): readonly Series[] {
    return [...this.#gained].map(([key, value]) => ({ labels: labelsOf(key), value }));
  }
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort());
}

function labelsOf(key: string): Readonly<Record<string, string>> {
  return Object.fromEntries(JSON.parse(key) as [string, string][]);
}
