import type { Evidence } from '../canary/evidence.ts';
import type { Poll } from '../observe/timeline.ts';
import type { PlannedStep } from '../traffic/plan-shares.ts';
import type { Limits } from '../verdict/types.ts';

/** What a report has of a run: the rules, and every look with its decision. */
export interface Recorded {
  /** ISO 8601; empty where the report does not say. */
  readonly startedAt: string;
  readonly rules: Limits;
  /** Steps that were begun. */
  readonly steps: readonly PlannedStep[];
  readonly polls: readonly Poll[];
  /** What a canary that failed left behind. */
  readonly evidence: Evidence | undefined;
  /** The report was too long: the last looks are missing. */
  readonly cut: boolean;
}

interface Report {
  readonly startedAt?: string;
  readonly cut?: boolean;
  readonly data?: {
    readonly rules?: Limits;
    readonly canary?: { readonly steps?: readonly { readonly step?: PlannedStep }[] };
    readonly decisions?: readonly Poll[];
    readonly evidence?: Evidence;
  };
}

/** Reads a report, or says why nothing can be made of it. */
export function readRecorded(text: string): Recorded | { readonly problem: string } {
  let report: Report | null;
  try {
    report = JSON.parse(text) as Report | null;
  } catch {
    return { problem: 'is not JSON' };
  }
  const { rules, decisions, canary, evidence } = report?.data ?? {};
  if (rules === undefined || !Array.isArray(decisions) || decisions.length === 0)
    return { problem: 'has no looks of a canary in it' };
  const steps = (Array.isArray(canary?.steps) ? canary.steps : []).flatMap((each) =>
    each?.step === undefined ? [] : [each.step],
  );
  const strange = decisions.findIndex((poll) => !isPoll(poll));
  if (strange >= 0) return { problem: `has a look ${strange + 1} that this version does not know` };
  if (!isRules(rules)) return { problem: 'has rules that this version does not know' };
  return {
    startedAt: report?.startedAt ?? '',
    rules,
    steps,
    polls: decisions as readonly Poll[],
    evidence,
    cut: report?.cut === true,
  };
}

const KINDS: readonly string[] = ['hold', 'advance', 'pause', 'resume', 'rollback'];

function isPoll(value: unknown): value is Poll {
  const { step, sample, decision } = (value ?? {}) as Partial<Poll>;
  return (
    Number.isInteger(step) &&
    Number.isFinite(sample?.atMs) &&
    (sample?.metrics === 'ok' || sample?.metrics === 'down') &&
    typeof sample.pods === 'object' &&
    KINDS.includes(decision?.kind ?? '')
  );
}

/** Numbers that no rule can do without. */
const NEEDED = ['maxErrorPercent', 'errorForMs', 'maxP99Ms', 'p99ForMs', 'minRequests', 'stepMs'] as const;

function isRules(rules: Limits): boolean {
  return NEEDED.every((key) => Number.isFinite(rules[key]));
}
