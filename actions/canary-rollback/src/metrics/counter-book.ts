import type { Life, RawSeries } from './series-reader.ts';

/** What is remembered of one counter. */
interface Entry {
  /** The series as it was seen first; its value is what it gained. */
  readonly series: RawSeries;
  /** The highest value of its present process. */
  readonly high: number;
  readonly life: Life;
  readonly gained: number;
  /** Its first value was counted before the first look, and is not ours. */
  readonly history: boolean;
}

/** Process starts that lie closer together than this, in seconds, are one. */
const SAME_START = 0.5;

/**
 * Adds up what counters gained, series by series.
 *
 * `rate()` and `increase()` lose everything that a new series counted before its first scrape, and so hide the errors of a
 * canary that has just begun. Here a series that appears after the first look is counted from zero, and one whose process
 * began again does so, too. One that falls though its process goes on was told by a server that is behind: it gained nothing.
 */
export class CounterBook {
  readonly #entries = new Map<string, Entry>();
  readonly #programs = new Set<string>();
  readonly #replicas: boolean;
  #looked = false;

  /** `replicas`: looks may be answered by servers of which one is behind. */
  constructor({ replicas }: { readonly replicas: boolean }) {
    this.#replicas = replicas;
  }

  /** Takes one look at all series. Stable's of the very first look have a history that is not ours, and so has what outlives both; they start at no gain. */
  add(all: readonly RawSeries[]): void {
    const programs: string[] = [];
    for (const series of all) {
      if (!Number.isFinite(series.value)) continue;
      const key = keyOf(series);
      const known = this.#entries.get(key);
      this.#entries.set(key, known === undefined ? this.#first(series) : this.#next(known, series));
      programs.push(programOf(series));
    }
    for (const program of programs) this.#programs.add(program);
    this.#looked = true;
  }

  /** Gains of all series so far. */
  totals(): readonly RawSeries[] {
    return [...this.#entries.values()].map(({ series, gained }) => ({ ...series, value: gained }));
  }

  /** What the canary's series have gained so far does not count: no user sent it. */
  forgetCanary(): void {
    for (const [key, entry] of this.#entries)
      if (entry.series.track === 'canary') this.#entries.set(key, { ...entry, gained: 0 });
  }

  /** What was counted before all this, as far as the counters remember. */
  history(): readonly RawSeries[] {
    return [...this.#entries.values()].filter(({ history }) => history).map(({ series }) => series);
  }

  /**
   * A program that was there all the time, and that nobody could read before, has a history that is not ours either. All of
   * a canary is: it was made after the first look was tried. But what outlives it may remember an earlier one.
   */
  #first(series: RawSeries): Entry {
    const lasts = series.lasting === true;
    const isLate = (lasts || series.old === true) && !this.#programs.has(programOf(series));
    const history = (lasts || series.track === 'stable') && (!this.#looked || isLate);
    return { series, high: series.value, life: series.life, gained: history ? 0 : series.value, history };
  }

  #next(known: Entry, { value, life }: RawSeries): Entry {
    const { high, gained } = known;
    switch (this.#processOf(known, value, life)) {
      case 'earlier':
        return known;
      case 'new':
        return { ...known, high: value, life, gained: gained + value };
      case 'same': {
        // Where nobody can be behind, a fall means that a part of the sum is gone; what is left goes on from there.
        const next = this.#replicas ? Math.max(high, value) : value;
        return {
          ...known,
          high: next,
          life: joined(known.life, life),
          gained: gained + Math.max(0, value - high),
        };
      }
    }
  }

  /** Whose count it is: of the process that was known, of one after it, or of one before. */
  #processOf({ high, life: before }: Entry, value: number, now: Life): 'same' | 'new' | 'earlier' {
    if (before.startedAt !== undefined && now.startedAt !== undefined) {
      const later = now.startedAt - before.startedAt;
      if (Math.abs(later) >= SAME_START) return later > 0 ? 'new' : 'earlier';
      return 'same';
    }
    if (value >= high) return 'same';
    // A part of a sum that is gone would be counted again as what a new process gained: errors would drown in it.
    if (before.restarts !== undefined && now.restarts !== undefined)
      return now.restarts > before.restarts ? 'new' : 'same';
    if (!this.#replicas) return 'new';
    return value * 2 < high ? 'new' : 'same'; // nothing is known of the process: a small step back is another server's
  }
}

/** What was known of the process stays: a restart counts from the moment in which its counter falls. */
function joined(before: Life, now: Life): Life {
  return { startedAt: before.startedAt ?? now.startedAt, restarts: before.restarts ?? now.restarts };
}

function programOf({ pod, from }: RawSeries): string {
  return JSON.stringify([pod, from]);
}

function keyOf({ track, pod, from, status, route, bound }: RawSeries): string {
  return JSON.stringify([track, pod, from, status, route ?? '', String(bound)]);
}
