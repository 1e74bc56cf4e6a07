import { p99Between } from '../metrics/histogram.ts';
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
  /** Of a step that passed the P99 of all its requests, else the worst of its windows; in milliseconds. */
  readonly p99Ms: number | undefined;
}

/** Facts of each step that was begun. */
export function factsOfSteps(timeline: Timeline, steps: readonly PlannedStep[]): readonly StepFacts[] {
  return steps.flatMap((step, index): StepFacts[] => {
    const all = timeline.ofStep(index);
    const [first, last] = [all[0], all.at(-1)];
    if (first === undefined || last === undefined) return [];
    const kind = last.decision.kind;
    // A step begins anew after a pause: what it passes by is what came then.
    const resumed = kind === 'advance' ? all.findLastIndex(({ decision }) => decision.kind === 'resume') : -1;
    const polls = all.slice(resumed + 1);
    const ahead = resumed < 0 ? timeline.ofStep(index - 1) : all.slice(0, resumed + 1);
    const before = ahead.findLast(({ sample }) => sample.metrics === 'ok')?.sample;
    return [
      {
        step,
        share: last.share,
        seconds: (last.sample.atMs - first.sample.atMs) / 1000,
        canary: factsOf(polls, before, 'canary', kind === 'advance'),
        stable: factsOf(polls, before, 'stable', kind === 'advance'),
        outcome: kind === 'advance' ? 'passed' : kind === 'rollback' ? 'failed' : 'cancelled',
      },
    ];
  });
}

function factsOf(
  polls: readonly Poll[],
  before: Sample | undefined,
  track: 'canary' | 'stable',
  passed: boolean,
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
  const whole = passed ? p99Between(from?.latencies, last.latencies)?.ms : undefined;
  return {
    requests,
    errors,
    errorPercent: requests === undefined ? last.errorPercent : counted,
    p99Ms: whole ?? (latencies.length === 0 ? undefined : Math.max(...latencies)),
  };
}
