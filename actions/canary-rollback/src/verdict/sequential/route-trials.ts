import { ownEntry } from '@fairlead/core';
import { type Dispersion, temperOf } from './dispersion.ts';
import { beginEProcess, type EProcess, logEvidence, logSum, withSplit } from './e-process.ts';
import { noHarm } from './hypotheses.ts';
import type { Split } from './split.ts';
import type { Counts } from './tally.ts';

/** One route on its own. */
interface RouteTrial {
  readonly name: string;
  readonly harm: EProcess;
  /** What was weighed. */
  readonly sum: Counts;
}

/**
 * Trials of single routes, in the order in which they were first seen to fail. A harm on one route drowns among the others;
 * so half of what is believed by then is bet on single routes, the first of them getting the most.
 */
export interface RouteTrials {
  /** The logarithm of the evidence of the whole when the first of them began. */
  readonly stake: number;
  readonly all: readonly RouteTrial[];
}

/** Beyond so many no route is bet on. */
const MOST = 8;
const HALF = Math.log(0.5);

/**
 * With what a look adds on single routes. One that had events for the first time is bet on from the next look on, for what was
 * seen of it already is no bet. `whole`: the logarithm of the evidence of the whole after the look.
 */
export function withRoutes(
  before: RouteTrials | undefined,
  routes: Readonly<Record<string, Split>>,
  {
    whole,
    tolerance,
    dispersion,
  }: { readonly whole: number; readonly tolerance: number; readonly dispersion: Dispersion },
): RouteTrials | undefined {
  const hypothesis = noHarm(tolerance);
  const next = (trial: RouteTrial): RouteTrial => {
    const split = ownEntry(routes, trial.name);
    if (split === undefined) return trial;
    const temper = temperOf(dispersion, split, hypothesis.against);
    return { ...trial, harm: withSplit(trial.harm, split, hypothesis, temper), sum: plus(trial.sum, split) };
  };
  const known = before?.all ?? [];
  const fresh = Object.entries(routes)
    .filter(([, { canaryEvents, stableEvents }]) => canaryEvents + stableEvents > 0)
    .map(([name]) => name)
    .filter((name) => !known.some((trial) => trial.name === name));
  const all = [...known.map(next), ...fresh.map(begin(tolerance))].slice(0, MOST);
  return all.length === 0 ? undefined : { stake: before?.stake ?? whole, all };
}

function begin(tolerance: number): (name: string) => RouteTrial {
  return (name) => ({ name, harm: beginEProcess(noHarm(tolerance)), sum: NONE });
}

const NONE: Counts = { canaryRequests: 0, stableRequests: 0, canaryEvents: 0, stableEvents: 0 };

function plus(one: Counts, other: Counts): Counts {
  return {
    canaryRequests: one.canaryRequests + other.canaryRequests,
    stableRequests: one.stableRequests + other.stableRequests,
    canaryEvents: one.canaryEvents + other.canaryEvents,
    stableEvents: one.stableEvents + other.stableEvents,
  };
}

/** A route, and the logarithm of its part in the evidence. */
export interface RouteEvidence {
  readonly name: string;
  readonly sum: Counts;
  readonly log: number;
}

/** What single routes say; `counts` tells which of them may. */
export function routeEvidence(
  trials: RouteTrials | undefined,
  tolerance: number,
  counts: (sum: Counts) => boolean,
): readonly RouteEvidence[] {
  return (trials?.all ?? []).flatMap(({ name, harm, sum }, at) => {
    if (!counts(sum)) return [];
    const weight = -Math.log((at + 1) * (at + 2)); // 1/(n(n+1)) adds up to one
    return [{ name, sum, log: (trials?.stake ?? 0) + HALF + weight + logEvidence(harm, noHarm(tolerance)) }];
  });
}

/** All together: the whole keeps the other half where routes are bet on. Undefined where nothing may speak. */
export function withWhole(
  whole: number | undefined,
  trials: RouteTrials | undefined,
  routes: readonly RouteEvidence[],
): number | undefined {
  const own = whole === undefined ? [] : [trials === undefined ? whole : whole + HALF];
  const all = [...own, ...routes.map(({ log }) => log)];
  return all.length === 0 ? undefined : logSum(all);
}
