import type { Poll, Timeline } from '../observe/timeline.ts';
import type { PlannedStep } from '../traffic/plan-shares.ts';
import type { Sample } from '../verdict/types.ts';

/** One line of the table of steps. */
export interface StepFacts {
  readonly step: PlannedStep;
  readonly share: number;
  readonly seconds: number;
  /** Undefined where a custom query gives only a ratio. */
  readonly canary: VersionFacts | undefined;
  readonly stable: VersionFacts | undefined;
  readonly outcome: 'passed' | 'failed' | 'cancelled';
}

/** What one version did during a step. */
export interface VersionFacts {
  readonly requests: number | undefined;
  readonly errors: number | undefined;
  readonly errorPercent: number | undefined;
  /** The worst P99 of the step's windows, in milliseconds. */
  readonly worstP99Ms: number | undefined;
}

/** Facts of each step that was begun. */
export function factsOfSteps(timeline: Timeline, steps: readonly PlannedStep[]): readonly StepFacts[] {
  return steps.flatMap((step, index): StepFacts[] => {
    const polls = timeline.ofStep(index);
    const [first, last] = [polls[0], polls.at(-1)];
    if (first === undefined || last === undefined) return [];
    const before = timeline.ofStep(index - 1).findLast(({ sample }) => sample.metrics === 'ok')?.sample;
    const kind = last.decision.kind;
    return [
      {
        step,
        share: last.share,
        seconds: (last.sample.atMs - first.sample.atMs) / 1000,
        canary: factsOf(polls, before, 'canary'),
        stable: factsOf(polls, before, 'stable'),
        outcome: kind === 'advance' ? 'passed' : kind === 'rollback' ? 'failed' : 'cancelled',
      },
    ];
  });
}

function factsOf(
  polls: readonly Poll[],
  before: Sample | undefined,
  track: 'canary' | 'stable',
): VersionFacts | undefined {
  const known = polls.map(({ sample }) => sample[track]).filter((version) => version !== undefined);
  const last = known.at(-1);
  if (last === undefined) return undefined;
  const from = before?.[track] ?? (track === 'stable' ? known[0] : undefined);
  const gained = (key: 'totalRequests' | 'totalErrors'): number | undefined =>
    last[key] === undefined ? undefined : last[key] - (from?.[key] ?? 0);
  const [requests, errors] = [gained('totalRequests'), gained('totalErrors')];
  const counted = requests === undefined || requests === 0 ? undefined : (100 * (errors ?? 0)) / requests;
  const latencies = known.flatMap(({ p99 }) => (p99 === undefined ? [] : [p99.ms]));
  return {
    requests,
    errors,
    errorPercent: requests === undefined ? last.errorPercent : counted,
    worstP99Ms: latencies.length === 0 ? undefined : Math.max(...latencies),
  };
}
