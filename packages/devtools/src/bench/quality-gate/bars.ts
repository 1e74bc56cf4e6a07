import type { Bar } from '../bar.ts';

/** What one edit of a history gave. */
export interface Outcome {
  readonly kind: string;
  /** Packages with tests, and how many of them the gate ran. */
  readonly packages: number;
  readonly ran: number;
  /** Packages that fail in a full run. */
  readonly failing: readonly string[];
  /** The gate was red, or a package that it would have run fails. */
  readonly caught: boolean;
  /** What Go's own cache of results makes of it; undefined where Go was told to replay nothing. */
  readonly byGo: { readonly ran: number; readonly caught: boolean } | undefined;
  /** The changed file's package is among those that fail. */
  readonly ownFails: boolean;
  /** The gate's profile is that of the full run, block by block; undefined where nothing was measured or the full run fails. */
  readonly sameCoverage: boolean | undefined;
}

/** Seconds of both ways, summed over the rounds. */
export interface Pace {
  readonly gate: number;
  readonly plain: number;
}

/** Packages after a fresh checkout, and how many of their results were used. */
export interface Fresh {
  readonly packages: number;
  readonly reused: number;
}

/** Everything that was measured; what was not is empty or undefined. */
export interface Measured {
  /** Edits that the gate really ran after. */
  readonly history: readonly Outcome[];
  /** Faults for which it was asked what it would run. */
  readonly mutants: readonly Outcome[];
  readonly fresh?: Fresh | undefined;
  readonly change?: Pace | undefined;
  readonly warm?: Pace | undefined;
  readonly cold?: Pace | undefined;
  /** A profile of 200,000 lines with the coverage of a change, beside `go tool cover -func`. */
  readonly profile?: Pace | undefined;
  /** Modules whose shards were merged, and those of them where all was as in one run. */
  readonly shards?: { readonly modules: number; readonly equal: number } | undefined;
}

const HISTORY = 300;
const FAULTS = 300;

/** The bars of `bench quality-gate`, without those of which nothing was measured. */
export function barsOf(measured: Measured): readonly Bar[] {
  const { history, mutants, fresh, shards } = measured;
  const faulty = [...history, ...mutants].filter(isFaulty);
  const compared = history.filter(({ sameCoverage }) => sameCoverage !== undefined);
  const same = compared.filter(({ sameCoverage }) => sameCoverage === true);
  return [
    ...(history.length === 0
      ? []
      : [
          bar('edits of histories', history.length, '', '>=', HISTORY),
          bar('test packages run, fallbacks included', share(history), '%', '<=', 40),
          bar(
            'coverage equal to a full run, block by block',
            percent(same.length, compared.length),
            '%',
            '>=',
            100,
          ),
        ]),
    ...(faulty.length === 0
      ? []
      : [
          bar('faulty changes', faulty.length, '', '>=', FAULTS),
          bar(
            'faulty changes caught',
            percent(faulty.filter(isCaught).length, faulty.length),
            '%',
            '>=',
            100,
          ),
        ]),
    ...(fresh === undefined
      ? []
      : [bar('results used after a fresh checkout', percent(fresh.reused, fresh.packages), '%', '>=', 100)]),
    ...ratio(
      'pull request, gate with selection / vet, staticcheck and test with coverage',
      measured.change,
      50,
    ),
    ...ratio('warm, gate without selection / vet and test', measured.warm, 110),
    ...ratio('cold, gate without selection / vet and test', measured.cold, 105),
    ...ratio('200,000-line profile with patch coverage / go tool cover -func', measured.profile, 100),
    ...(shards === undefined
      ? []
      : [bar('four shards merged as in one run', percent(shards.equal, shards.modules), '%', '>=', 100)]),
  ];
}

function bar(name: string, value: number, unit: string, sign: '<=' | '>=', limit: number): Bar {
  return { name, value, unit, goal: [sign, limit] };
}

function ratio(name: string, pace: Pace | undefined, limit: number): readonly Bar[] {
  return pace === undefined ? [] : [bar(name, (100 * pace.gate) / pace.plain, '%', '<=', limit)];
}

/** Whether a full run fails. */
export function isFaulty({ failing }: Outcome): boolean {
  return failing.length > 0;
}

/** Whether the gate says so. */
export function isCaught({ caught }: Outcome): boolean {
  return caught;
}

/** Percent of packages that ran, over all edits. */
export function share(outcomes: readonly Outcome[]): number {
  const sum = (of: (one: Outcome) => number): number => outcomes.reduce((total, one) => total + of(one), 0);
  return percent(
    sum(({ ran }) => ran),
    sum(({ packages }) => packages),
  );
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}

/**
 * The lower bound of Clopper and Pearson, one-sided: the share below which `hits` or more of `tries` would be rarer than
 * `alpha`.
 */
export function lowerBound(hits: number, tries: number, alpha = 0.05): number {
  if (hits === 0) return 0;
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (atLeast(hits, tries, middle) < alpha) low = middle;
    else high = middle;
  }
  return low;
}

/** Probability of at least `hits` in `tries`, summed from the top, where nothing underflows. */
function atLeast(hits: number, tries: number, p: number): number {
  let term = p ** tries;
  let sum = 0;
  for (let k = tries; k >= hits; k--) {
    sum += term;
    term *= (k / (tries - k + 1)) * ((1 - p) / p);
  }
  return sum;
}
