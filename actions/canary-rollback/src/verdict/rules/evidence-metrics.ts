import { ownEntry } from '@fairlead/core';
import { hasBound, sharedBound } from '../../metrics/histogram.ts';
import type { VersionSample } from '../../metrics/sample.ts';
import { type Answers, answersOf, type EventName, eventsIn } from '../answers.ts';
import type { Counts, Totals } from '../sequential/tally.ts';
import type { Limits, Sample } from '../types.ts';
import { latencyWords } from '../words.ts';

/** Something that happens to requests, and is to happen to the canary's no more often than to stable's. */
export interface EvidenceMetric {
  readonly name: EventName;
  /** Its share in what all metrics say together, which is a mean: one that speaks loudly when it speaks needs little. */
  readonly weight: number;
  /** A share of requests, in percent, that the rule does not speak about though it were far above stable's. */
  readonly negligiblePercent: number;
  /** What the canary did before is no evidence: its first answers wait for connections and caches. */
  readonly warmUpMs: number;
  /** The share of requests below which it is fine, for steps that end as soon as that is sure; undefined: none is. */
  certifiedBelow(limits: Limits): number | undefined;
  /** Whether it rolls back; else it only tells. */
  rollsBack(limits: Limits): boolean;
  /** `errors`, for people. */
  words(limits: Limits): string;
}

/** What is judged by evidence. */
export const EVIDENCE_METRICS: readonly EvidenceMetric[] = [
  {
    name: 'errors',
    weight: 0.475,
    negligiblePercent: 0.1,
    warmUpMs: 0,
    certifiedBelow: ({ maxErrorPercent }) => maxErrorPercent / 100,
    rollsBack: () => true,
    words: () => 'errors',
  },
  {
    // A version that answers 404 to everything blames its clients; stable tells what they are to blame for.
    name: 'refused',
    weight: 0.03,
    negligiblePercent: 20, // one client that asks for what is not there
    warmUpMs: 0,
    certifiedBelow: () => undefined, // 4xx answers are no fault of the server
    rollsBack: () => true,
    words: () => '4xx answers',
  },
  {
    // So does one that sends everybody to a login, or round in circles.
    name: 'redirected',
    weight: 0.01,
    negligiblePercent: 50, // paths that moved
    warmUpMs: 0,
    certifiedBelow: () => undefined,
    rollsBack: () => true,
    words: () => '3xx answers',
  },
  {
    // What is written where there was no answer at all: nobody knows whether it is an error.
    name: 'strange',
    weight: 0.01,
    negligiblePercent: 1,
    warmUpMs: 0,
    certifiedBelow: () => undefined,
    rollsBack: () => true,
    words: () => 'answers whose status is none',
  },
  {
    name: 'slow',
    weight: 0.475,
    negligiblePercent: 1, // a P99 within its limit
    warmUpMs: 10_000,
    certifiedBelow: () => 0.02, // near the one percent of a P99, and within reach of a step
    rollsBack: ({ latencyAction }) => latencyAction !== 'pause',
    words: ({ maxP99Ms }) => `answers slower than ${latencyWords(maxP99Ms)}`,
  },
];

/** Requests and events of both versions since the run began, in all and by route; undefined where they are not known. */
export function totalsOf(name: EventName, { canary, stable }: Sample, limits: Limits): Totals | undefined {
  if (canary === undefined || stable === undefined) return undefined;
  const whole = countsOf(name, answersOf(canary), answersOf(stable), limits);
  if (whole === undefined) return undefined;
  const routes = Object.entries(canary.routes ?? {}).flatMap(([route, own]) => {
    const beside = ownEntry(stable.routes, route);
    const counts = beside === undefined ? undefined : countsOf(name, own, beside, limits);
    return counts === undefined ? [] : [[route, counts] as const];
  });
  if (routes.length > 0) return { ...whole, routes: Object.fromEntries(routes) };
  const isTold = name !== 'slow' || canary.routes === undefined || isExact(canary, limits);
  return isTold ? { ...whole, routes: undefined } : undefined;
}

/** Where routes are known, and which of them were slow is not, a bucket above the limit is too little to blame one for. */
function isExact({ latencies }: VersionSample, { maxP99Ms }: Limits): boolean {
  const bounds = (latencies?.within ?? []).map(([ms]) => ms);
  return hasBound(bounds, maxP99Ms, 1);
}

function countsOf(name: EventName, canary: Answers, stable: Answers, limits: Limits): Counts | undefined {
  const by = name === 'slow' ? alike(canary, stable, limits) : limits;
  if (by === undefined) return undefined;
  const [canaryEvents, stableEvents] = [eventsIn(canary, name, by), eventsIn(stable, name, by)];
  const { requests: canaryRequests } = canary;
  const { requests: stableRequests } = stable;
  if (canaryEvents === undefined || stableEvents === undefined) return undefined;
  if (canaryRequests === undefined || stableRequests === undefined) return undefined;
  return { canaryRequests, stableRequests, canaryEvents, stableEvents };
}

/** A limit at which both have a bucket: a version that brings others is not worse for what they tell apart. */
function alike(canary: Answers, stable: Answers, { maxP99Ms }: Limits): Pick<Limits, 'maxP99Ms'> | undefined {
  const bound = sharedBound(canary.latencies, stable.latencies, maxP99Ms);
  return bound === undefined ? undefined : { maxP99Ms: bound };
}
