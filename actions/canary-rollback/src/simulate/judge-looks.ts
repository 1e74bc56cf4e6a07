import { type Totals, VersionWindow } from '../metrics/version-window.ts';
import { beginStep, decide, type StepState } from '../verdict/decide.ts';
import type { Limits, Sample } from '../verdict/types.ts';
import type { Gain, Traffic, TrafficLook } from './traffic.ts';

/** What the source and the rules of a run are told. */
export interface JudgeOptions {
  readonly limits: Limits;
  readonly windowMs: number;
  readonly intervalMs: number;
}

/** Judges looks one by one by the decision of a real run; the seconds at which it rolls back, undefined when it does not. */
export function secondsToRollback(
  looks: Iterable<TrafficLook>,
  traffic: Traffic,
  { limits, windowMs }: JudgeOptions,
): number | undefined {
  const canary = new Version(windowMs, traffic.pods.canary, traffic.probes ?? 0);
  const stable = new Version(windowMs, traffic.pods.stable, traffic.probes ?? 0);
  const rules = { ...limits, stepMs: traffic.seconds * 1000 + 1 };
  let state: StepState = beginStep(0);
  for (const { atMs, ...gains } of [NOTHING, ...looks]) {
    const sample: Sample = {
      atMs,
      metrics: 'ok',
      canary: canary.add(atMs, gains.canary),
      stable: stable.add(atMs, gains.stable),
      pods: { desired: traffic.pods.canary, ready: traffic.pods.canary, restarts: 0 },
    };
    const judged = decide(rules, state, sample);
    if (judged.decision.kind === 'rollback') return atMs / 1000;
    state = judged.state;
  }
  return undefined;
}

/** The look with which a step begins. */
const NOTHING: TrafficLook = {
  atMs: 0,
  canary: { requests: 0, errors: 0, others: 0 },
  stable: { requests: 0, errors: 0, others: 0 },
};

/** Counters of one version, as its metrics would show them: all requests, and what is known of those that are no users'. */
class Version {
  readonly #window: VersionWindow;
  readonly #others: number;
  #requests = 0;
  #errors = 0;

  constructor(windowMs: number, pods: number, probes: number) {
    this.#window = new VersionWindow(windowMs, 1);
    this.#others = pods * probes;
  }

  add(atMs: number, { requests, errors }: Gain): ReturnType<VersionWindow['add']> {
    this.#requests += requests;
    this.#errors += errors;
    return this.#window.add(this.#totals(atMs));
  }

  /** Nobody is slow or refused here. The probes are taken off by their rate, as in a run whose metric has no label for paths. */
  #totals(atMs: number): Totals {
    const buckets = new Map([
      [2000, this.#requests],
      [Number.POSITIVE_INFINITY, this.#requests],
    ]);
    const others = (this.#others * atMs) / 1000;
    return {
      atMs,
      requests: this.#requests,
      others,
      errors: this.#errors,
      odd: { refused: 0, redirected: 0, strange: 0 },
      buckets,
    };
  }
}
