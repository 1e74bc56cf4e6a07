import type { SourceLocation } from '@fairlead/core';

/** What can be checked, in the order in which it is. */
export const checkNames = ['gofmt', 'vet', 'test', 'coverage'] as const;

/** One check; also the name of its condition. */
export type CheckName = (typeof checkNames)[number];

/** `errored`: it could not be checked. That is neither a finding nor ever a pass. */
export type ConditionStatus = 'passed' | 'failed' | 'warned' | 'skipped' | 'errored';

/** One condition of the gate with its numbers. */
export interface Condition {
  readonly name: CheckName;
  readonly status: ConditionStatus;
  /** What was measured, for example `74.90 %`; empty when nothing was. */
  readonly actual: string;
  /** What is demanded, for example `>= 75 %`. */
  readonly limit: string;
  /** One line that says why. */
  readonly reason: string;
}

/** A place in the user's code that a condition objects to. The file is relative to the workspace. */
export interface Finding extends SourceLocation {
  readonly title: string;
  readonly message: string;
}

/** What the conditions without a number of their own demand. */
export const fixedLimits = { gofmt: '0 files to format', vet: '0 findings', test: '0 failed' } as const;

/** What a check leaves behind. */
export interface CheckResult {
  readonly condition: Condition;
  readonly findings: readonly Finding[];
  /** The failure code that a failed or errored condition stands for. */
  readonly code: string;
  /** Evidence for the failure block, a few lines. */
  readonly details: readonly string[];
}

/** A condition that was left out. */
export function skippedResult(name: CheckName, limit: string, reason: string): CheckResult {
  return {
    condition: { name, status: 'skipped', actual: '', limit, reason },
    findings: [],
    code: '',
    details: [],
  };
}
