import type { SourceLocation } from '@fairlead/core';

/** `errored`: it could not be checked. That is neither a finding nor ever a pass. */
export type ConditionStatus = 'passed' | 'failed' | 'warned' | 'skipped' | 'errored';

/** One condition of the gate with its numbers. */
export interface Condition {
  /** Name of the check. */
  readonly name: string;
  readonly status: ConditionStatus;
  /** What was measured, for example `74.90 %`; empty when nothing was. */
  readonly actual: string;
  /** What is demanded, for example `>= 75 %`. */
  readonly limit: string;
  /** One line that says why. */
  readonly reason: string;
}

/** How bad a finding can be, the worst first. */
export const SEVERITIES = ['error', 'warning', 'note'] as const;

/** A place in the user's code that a condition objects to. The file is relative to the workspace. */
export interface Finding extends SourceLocation {
  readonly title: string;
  readonly message: string;
  /** How bad it is, where a tool says it. */
  readonly severity?: (typeof SEVERITIES)[number];
}

/** `internal/a/a.go:12`: where a finding is, its line where it has one. */
export function placeOf({ file, line }: Pick<Finding, 'file' | 'line'>): string {
  return line === undefined ? file : `${file}:${line}`;
}

/** Whether a check stands in the way of a pass. */
export function isObstacle({ condition }: Pick<CheckResult, 'condition'>): boolean {
  return condition.status === 'failed' || condition.status === 'errored';
}

/** What a check leaves behind. */
export interface CheckResult {
  readonly condition: Condition;
  readonly findings: readonly Finding[];
  /** The failure code that a failed or errored condition stands for. */
  readonly code: string;
  /** Evidence for the failure block, a few lines. */
  readonly details: readonly string[];
  /** Package and name of each test that failed. */
  readonly failedTests?: readonly string[];
  /** Markdown for the step summary, below the table of conditions. */
  readonly section?: string;
  /** Things that the user should know although they decide nothing. */
  readonly warnings?: readonly string[];
}
