import type { Bar } from '../bar.ts';

/** What one edit of a history gave. */
export interface Outcome {
  readonly kind: string;
  /** Packages with tests, and how many of them the gate ran. */
  readonly packages: number;
  readonly ran: number;
  /** Packages that fail in a full run. */
  readonly failing: readonly string[];
  readonly gatePassed: boolean;
  /** The changed file's package is among those that fail. */
  readonly ownFails: boolean;
  /** The gate's profile is that of the full run, block by block; undefined where the full run fails. */
  readonly sameCoverage: boolean | undefined;
}

/** Seconds of both ways, summed over the rounds. */
export interface Pace {
  readonly gate: number;
  readonly plain: number;
}

/** Everything that was measured. */
export interface Measured {
  readonly outcomes: readonly Outcome[];
  /** Packages with tests after a fresh checkout, and how many of their results were used. */
  readonly fresh: { readonly packages: number; readonly reused: number };
  readonly change: Pace;
  readonly warm: Pace;
  readonly cold: Pace;
  /** A profile of 200,000 lines with the coverage of a change, beside `go tool cover -func`; undefined for one module. */
  readonly profile?: Pace;
}

/** The bars of `bench quality-gate`. */
export function barsOf({ outcomes, fresh, change, warm, cold, profile }: Measured): readonly Bar[] {
  const faulty = outcomes.filter(({ failing }) => failing.length > 0);
  const caught = faulty.filter(({ gatePassed }) => !gatePassed);
  const compared = outcomes.filter(({ sameCoverage }) => sameCoverage !== undefined);
  const ratio = ({ gate, plain }: Pace): number => gate / plain;
  return [
    { name: 'test packages run', value: share(outcomes), unit: '%', goal: ['<=', 40] },
    {
      name: 'faulty changes caught',
      value: percent(caught.length, faulty.length),
      unit: '%',
      goal: ['>=', 100],
    },
    {
      name: 'coverage equal to a full run, block by block',
      value: percent(compared.filter(({ sameCoverage }) => sameCoverage === true).length, compared.length),
      unit: '%',
      goal: ['>=', 100],
    },
    {
      name: 'results used after a fresh checkout',
      value: percent(fresh.reused, fresh.packages),
      unit: '%',
      goal: ['>=', 100],
    },
    {
      name: 'pull request, gate with selection / vet and test',
      value: 100 * ratio(change),
      unit: '%',
      goal: ['<=', 50],
    },
    {
      name: 'warm, gate without selection / vet and test',
      value: 100 * ratio(warm),
      unit: '%',
      goal: ['<=', 110],
    },
    {
      name: 'cold, gate without selection / vet and test',
      value: 100 * ratio(cold),
      unit: '%',
      goal: ['<=', 105],
    },
    ...(profile === undefined
      ? []
      : [
          {
            name: '200,000-line profile with patch coverage / go tool cover -func',
            value: 100 * ratio(profile),
            unit: '%',
            goal: ['<=', 100] as const,
          },
        ]),
  ];
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
