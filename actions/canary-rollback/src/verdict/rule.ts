import type { About, FailureCode, Limits, Sample } from './types.ts';

/** One look at a canary, as a rule sees it. */
export interface Look {
  readonly limits: Limits;
  readonly sample: Sample;
  /** Until the step has lasted long enough, in milliseconds; below 0: it is held beyond its time. */
  readonly leftMs: number;
}

/** What a rule says of a look. */
export interface Judgement {
  /** The canary is rolled back, for this reason. */
  readonly rollback?: string | undefined;
  /** Of what it speaks, where that happens to requests. */
  readonly about?: About | undefined;
  /** In place of the rule's own. */
  readonly code?: FailureCode | undefined;
  /** It would be rolled back or refused, but stable has the same: nothing is known, and nobody is to blame. */
  readonly inconclusive?: string | undefined;
  /** It would be rolled back, and is to be paused instead, or only told of. */
  readonly paused?: string | undefined;
  readonly alert?: string | undefined;
  /** The weight is frozen from now on; or no longer. */
  readonly pause?: string | undefined;
  readonly resume?: string | undefined;
  /** What is being waited for, for the log. */
  readonly pending?: string | undefined;
  /** The step may not end while this is so. */
  readonly holds?: boolean | undefined;
  /** The step's time is over, nothing holds it, and it may not pass all the same, for this reason. */
  readonly refuses?: string | undefined;
}

/** A line of the README. */
export interface RuleRow {
  readonly rule: string;
  readonly limit: string;
  readonly outcome: string;
}

/**
 * A rule: a file here and a line in the registry. What it remembers from look to look is its own business; most begin
 * anew with each step. All of it is pure, so a run can be replayed from its recorded samples.
 */
export interface Rule {
  readonly name: string;
  readonly code: FailureCode;
  readonly rows: readonly RuleRow[];
  /** Whether the user may say that its "no" pauses, or only tells. */
  readonly mayAct: boolean;
  /** What to do about a canary that this rule rolled back. */
  hint(limits: Limits): string;
  /** `before`: the last sample ahead of the step, if there was one. `last`: what was remembered in the step before. */
  begin(before: Sample | undefined, last: unknown): unknown;
  remember(memory: unknown, look: Look): unknown;
  judge(memory: unknown, look: Look): Judgement | undefined;
  /** Whether time that goes by now does not count for the step. */
  freezes(memory: unknown, sample: Sample): boolean;
  /** Whether the canary is surely good enough by now. */
  certifies(memory: unknown, look: Look): boolean;
}

/** What a rule with a memory of type M is made of. */
export interface RuleParts<M> {
  readonly name: string;
  readonly code: FailureCode;
  readonly rows: readonly RuleRow[];
  readonly mayAct?: true;
  hint(limits: Limits): string;
  begin(before: Sample | undefined, last: M | undefined): M;
  remember(memory: M, look: Look): M;
  judge(memory: M, look: Look): Judgement | undefined;
  freezes?(memory: M, sample: Sample): boolean;
  certifies?(memory: M, look: Look): boolean;
}

/** A rule whose memory only itself knows. */
export function defineRule<M>(parts: RuleParts<M>): Rule {
  return {
    name: parts.name,
    code: parts.code,
    rows: parts.rows,
    mayAct: parts.mayAct ?? false,
    hint: (limits) => parts.hint(limits),
    begin: (before, last) => parts.begin(before, last as M | undefined),
    remember: (memory, look) => parts.remember(memory as M, look),
    judge: (memory, look) => parts.judge(memory as M, look),
    freezes: (memory, sample) => parts.freezes?.(memory as M, sample) ?? false,
    certifies: (memory, look) => parts.certifies?.(memory as M, look) ?? false,
  };
}

/** When something began: kept while true or unknown, cleared when false. */
export function since(began: number | undefined, now: boolean | undefined, atMs: number): number | undefined {
  if (now === undefined) return began;
  return now ? (began ?? atMs) : undefined;
}
