import { limitsOfStep } from '../plan/limits.ts';
import { beginStep, decide, type StepState } from '../verdict/decide.ts';
import type { Decision, Limits } from '../verdict/types.ts';
import type { Recorded } from './recorded.ts';

/** What was decided at a look. */
export interface Judged {
  readonly atMs: number;
  readonly step: number;
  readonly decision: Decision;
  /** What is remembered after it. */
  readonly state: StepState;
}

/** The decisions that rules come to on recorded looks, one by one; the steps begin where they began. */
export function* judgeRecorded(
  { steps, polls }: Pick<Recorded, 'steps' | 'polls'>,
  rules: Limits,
): Generator<Judged> {
  let state: StepState | undefined;
  for (const [at, { step, sample }] of polls.entries()) {
    if (state === undefined || polls[at - 1]?.step !== step) {
      const known = polls.slice(0, at).findLast((poll) => poll.sample.metrics === 'ok')?.sample;
      state = beginStep(sample.atMs, known, state);
    }
    const judged = decide(limitsOfStep(rules, steps[step] ?? {}), state, sample);
    state = judged.state;
    yield { atMs: sample.atMs, step, decision: judged.decision, state };
  }
}

/** The first look at which another decision is come to than the report has. */
export interface Difference {
  readonly atMs: number;
  readonly recorded: string;
  readonly now: string;
}

/** Judges a report again by its own rules; undefined: every decision is the same, bit for bit. */
export function findDifference(recorded: Recorded): Difference | undefined {
  for (const [at, { atMs, decision }] of [...judgeRecorded(recorded, recorded.rules)].entries()) {
    const before = canonical(recorded.polls[at]?.decision);
    const now = canonical(decision);
    if (before !== now) return { atMs, recorded: before, now };
  }
  return undefined;
}

/** As a report holds it: keys in one order, and what is not there left out. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
