import { compareTexts } from '@fairlead/core';
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

/** A look at which another decision is come to than the report has. */
export interface Difference {
  readonly atMs: number;
  readonly recorded: Decision;
  readonly now: Decision;
}

/** What judging a report again comes to. */
export interface Replayed {
  /** The first look that comes out otherwise; undefined: every decision is the same. */
  readonly difference: Difference | undefined;
  /** How many decisions are the same and are told otherwise: another version put them into other words. */
  readonly reworded: number;
}

/** Judges a report again by its own rules. */
export function replay(recorded: Recorded): Replayed {
  let reworded = 0;
  for (const [at, { atMs, decision }] of [...judgeRecorded(recorded, recorded.rules)].entries()) {
    const before = recorded.polls[at]?.decision;
    if (before === undefined || canonical(essence(before)) !== canonical(essence(decision)))
      return { difference: { atMs, recorded: before ?? NOTHING, now: decision }, reworded };
    reworded += canonical(wordsOf(before)) === canonical(wordsOf(decision)) ? 0 : 1;
  }
  return { difference: undefined, reworded };
}

const NOTHING: Decision = { kind: 'hold', pending: [] };

/** What a decision does, and by which rule. */
function essence(decision: Decision): unknown {
  return {
    kind: decision.kind,
    ...('rule' in decision ? { rule: decision.rule } : {}),
    ...('code' in decision ? { code: decision.code } : {}),
    alerts: (decision.alerts ?? []).map(({ rule }) => rule),
  };
}

/** What is told of it; what to do about it is no part of the decision. */
function wordsOf(decision: Decision): unknown {
  const alerts = (decision.alerts ?? []).map(({ reason }) => reason);
  if (decision.kind === 'advance') return { alerts };
  return { alerts, said: decision.kind === 'hold' ? decision.pending : decision.reason };
}

/** As a report holds it: keys in one order, and what is not there left out. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => compareTexts(a, b)))
      : part,
  );
}
