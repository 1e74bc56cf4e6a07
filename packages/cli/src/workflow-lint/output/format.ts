import type { LintResult } from '../finding.ts';
import type { Rule } from '../rule.ts';

/** A way to write down what was found. */
export interface Format {
  readonly name: string;
  readonly render: (result: LintResult, rules: readonly Rule[]) => string;
}
