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
