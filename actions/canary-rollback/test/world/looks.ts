import type { VersionSample } from '../../src/metrics/sample.ts';
import { beginStep, decide } from '../../src/verdict/decide.ts';
import type { Decision, Limits, PodSample, Sample } from '../../src/verdict/types.ts';

export const limits: Limits = {
  maxErrorPercent: 5,
  errorForMs: 30_000,
  maxP99Ms: 2000,
  p99ForMs: 60_000,
  latencyAction: 'pause',
  unreadyPolls: 3,
  minRequests: 20,
  stepMs: 60_000,
  metricsTimeoutMs: 60_000,
  pauseTimeoutMs: 300_000,
  counting: 'counters',
};

const good: VersionSample = {
  requests: 100,
  errorPercent: 0,
  p99: { ms: 10, atLeast: false },
  totalRequests: 1000,
  totalErrors: 0,
  pods: ['a', 'b'],
};
const ready: PodSample = { desired: 2, ready: 2, readyPods: ['a', 'b'], restarts: 0 };

/** What is not as usual in a look. */
export type Facts = {
  readonly canary?: Partial<VersionSample>;
  readonly stable?: Partial<VersionSample>;
  readonly pods?: Partial<PodSample>;
} & Partial<Omit<Sample, 'canary' | 'stable' | 'pods'>>;

/** A look at a healthy canary, but for what is told; so at a healthy stable. */
export function sampleOf(atMs: number, { canary = {}, stable = {}, pods = {}, ...rest }: Facts = {}): Sample {
  const known = (version: Partial<VersionSample>): VersionSample | undefined =>
    rest.metrics === 'down' ? undefined : { ...good, ...version };
  return {
    atMs,
    metrics: 'ok',
    stable: known(stable),
    canary: known(canary),
    pods: { ...ready, ...pods },
    ...rest,
  };
}

/** A look a second; gives every decision. `before`: the last sample of the step before. */
export function play(
  facts: readonly (Facts | undefined)[],
  change: Partial<Limits> = {},
  before?: Sample,
): readonly Decision[] {
  let state = beginStep(0, before);
  return facts.map((fact, second) => {
    const judged = decide({ ...limits, ...change }, state, sampleOf(second * 1000, fact));
    state = judged.state;
    return judged.decision;
  });
}

/** The same look so often. */
export const times = (count: number, fact?: Facts): (Facts | undefined)[] =>
  Array.from({ length: count }, () => fact);
/** The kind of every decision. */
export const kinds = (decisions: readonly Decision[]): string[] => decisions.map(({ kind }) => kind);
/** The index of the first decision of a kind; -1 without one. */
export const first = (decisions: readonly Decision[], kind: Decision['kind']): number =>
  kinds(decisions).indexOf(kind);
