import type { Split } from './split.ts';

/** Requests and events of both versions. */
export interface Counts {
  readonly canaryRequests: number;
  readonly stableRequests: number;
  readonly canaryEvents: number;
  readonly stableEvents: number;
}

/** All of them since the run began. */
export interface Totals extends Counts {
  /** Of them those on single routes, by name, where a label names routes; not all of them are told. */
  readonly routes?: Readonly<Record<string, Counts>> | undefined;
}

/** What a look adds, in all and taken apart. */
export interface Gain {
  readonly whole: Split;
  /** By route, where both versions were asked on it and it was known before. */
  readonly routes: Readonly<Record<string, Split>>;
  /** These, and the rest together. */
  readonly strata: readonly Split[];
}

/**
 * What the two versions have gained between two looks; undefined as long as one of them has gained nothing. Routes are strata:
 * a canary that is asked more often on a route that fails is not worse for that (Turner and Grünwald, arXiv 2302.11401). On
 * which of them requests are told is known before the look, so the choice is no peek at what it brings.
 */
export function gainBetween(before: Totals, now: Totals): Gain | undefined {
  const whole = splitBetween(before, now);
  if (whole === undefined) return undefined;
  const known = Object.entries(before.routes ?? {}).flatMap(([name, then]) => {
    const split = now.routes?.[name] === undefined ? undefined : splitBetween(then, now.routes[name]);
    return split === undefined ? [] : [[name, split] as const];
  });
  const rest = known.reduce((left, [, split]) => minus(left, split), whole);
  return {
    whole,
    routes: Object.fromEntries(known),
    strata: [...known.map(([, split]) => split), ...(isSplit(rest) ? [rest] : [])],
  };
}

/** What the two versions have gained between two looks; undefined as long as one of them has gained nothing. */
export function splitBetween(before: Counts, now: Counts): Split | undefined {
  const gained = minus(now, before);
  return isSplit(gained) ? gained : undefined;
}

function isSplit({ canaryRequests, stableRequests }: Counts): boolean {
  return canaryRequests >= 1 && stableRequests >= 1;
}

function minus(one: Counts, other: Counts): Counts {
  const left = (key: keyof Counts): number => Math.max(0, one[key] - other[key]);
  return {
    canaryRequests: left('canaryRequests'),
    stableRequests: left('stableRequests'),
    canaryEvents: left('canaryEvents'),
    stableEvents: left('stableEvents'),
  };
}
