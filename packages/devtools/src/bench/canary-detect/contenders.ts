import { seededRandom } from '@fairlead/core';
import type { JudgeOptions, Lab, Traffic, TrafficLook } from './lab.ts';

/** Something that may roll a canary back. */
export interface Contender {
  readonly name: string;
  /** Seconds at which it does; undefined when it does not. */
  judge(looks: Iterable<TrafficLook>, traffic: Traffic): number | undefined;
}

/** What is measured beside each other, on the same requests. The first is what the action does by default. */
export function contendersOf(lab: Lab, options: JudgeOptions): readonly Contender[] {
  const plain = { ...options, limits: { ...options.limits, evidence: undefined } };
  return [
    { name: 'canary-rollback', judge: (looks, traffic) => lab.secondsToRollback(looks, traffic, options) },
    { name: 'plain rules', judge: (looks, traffic) => lab.secondsToRollback(looks, traffic, plain) },
    { name: 'like Flagger', judge: (looks) => secondsOfChecks(looks, { atMost: 0.01, failures: 5 }) },
    { name: 'like Argo', judge: (looks) => secondsOfChecks(looks, { atMost: 0.05, failures: 4 }) },
    { name: 'like Kayenta', judge: (looks, traffic) => secondsOfKayenta(looks, traffic, lab) },
  ];
}

/** Every minute the share of errors of the last one is looked at; so many looks that are too high end it. */
function secondsOfChecks(
  looks: Iterable<TrafficLook>,
  { atMost, failures }: { readonly atMost: number; readonly failures: number },
): number | undefined {
  let [requests, errors, failed] = [0, 0, 0];
  let next = MINUTE_MS;
  for (const { atMs, canary } of looks) {
    requests += canary.requests;
    errors += canary.errors;
    if (atMs < next) continue;
    if (requests > 0 && errors / requests > atMost) failed++;
    if (failed >= failures) return atMs / 1000;
    [requests, errors, next] = [0, 0, next + MINUTE_MS];
  }
  return undefined;
}

const MINUTE_MS = 60_000;

/** Points of a minute are judged every five, all of them so far. */
const JUDGED_EVERY = 5;

/** Kayenta compares with a baseline of the canary's size: as many of stable's requests, drawn by a fixed seed. */
function secondsOfKayenta(looks: Iterable<TrafficLook>, { share }: Traffic, lab: Lab): number | undefined {
  const random = seededRandom(1);
  const drawn = share / (1 - share);
  const rates = { canary: [] as number[], baseline: [] as number[] };
  let [requests, errors, baseRequests, baseErrors] = [0, 0, 0, 0];
  let next = MINUTE_MS;
  for (const { atMs, canary, stable } of looks) {
    requests += canary.requests;
    errors += canary.errors;
    const failed = lab.binomial(random, stable.errors, drawn);
    baseErrors += failed;
    baseRequests += failed + lab.binomial(random, stable.requests - stable.errors, drawn);
    if (atMs < next) continue;
    rates.canary.push(requests === 0 ? Number.NaN : errors / requests);
    rates.baseline.push(baseRequests === 0 ? Number.NaN : baseErrors / baseRequests);
    const due = rates.canary.length % JUDGED_EVERY === 0;
    if (due && lab.classify(rates.canary, rates.baseline) === 'high') return atMs / 1000;
    [requests, errors, baseRequests, baseErrors, next] = [0, 0, 0, 0, next + MINUTE_MS];
  }
  return undefined;
}
