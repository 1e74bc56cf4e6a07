import { ownEntry } from '@fairlead/core';
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

/** Whether a route is the version's own doing and not what users ask for, by what was known of it, and of all, before a look. */
export type IsOwnRoute = (route: Counts, all: Counts) => boolean;

/** What a look adds, in all and taken apart. */
export interface Gain {
  readonly whole: Split;
  /** By route, where both versions were asked on it and it was known before. */
  readonly routes: Readonly<Record<string, Split>>;
  /** These, the rest together, and the events on routes of the version's own doing, of which all requests may become one. */
  readonly strata: readonly Split[];
}

/**
 * What the two versions have gained between two looks; undefined as long as one of them has gained nothing. Routes are strata:
 * a canary that is asked more often on a route that fails is not worse for that (Turner and Grünwald, arXiv 2302.11401). On
 * which of them requests are told is known before the look, so the choice is no peek at what it brings.
 */
export function gainBetween(before: Totals, now: Totals, isOwn: IsOwnRoute = () => false): Gain | undefined {
  const whole = splitBetween(before, now);
  if (whole === undefined) return undefined;
  const told = Object.entries(before.routes ?? {}).flatMap(([name, then]) => {
    const after = ownEntry(now.routes, name);
    return after === undefined ? [] : [{ name, gained: minus(after, then), isOwn: isOwn(then, before) }];
  });
  const known = told.filter(({ gained, isOwn: own }) => !own && isSplit(gained));
  const owned = told.filter(({ isOwn: own }) => own);
  const rest = [...known, ...owned].reduce((left, { gained }) => minus(left, gained), whole);
  const sum = (key: 'canaryEvents' | 'stableEvents'): number =>
    owned.reduce((all, { gained }) => all + gained[key], 0);
  const own = { ...whole, canaryEvents: sum('canaryEvents'), stableEvents: sum('stableEvents') };
  return {
    whole,
    routes: Object.fromEntries(known.map(({ name, gained }) => [name, gained])),
    strata: [
      ...known.map(({ gained }) => gained),
      ...(isSplit(rest) ? [rest] : []),
      ...(owned.length === 0 ? [] : [own]),
    ],
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
