import type { Severity } from './rule.ts';

/** Something wrong in a file. */
export interface Finding {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
  /** The rule's id; `actionlint/…` and `zizmor/…` for what others have found. */
  readonly rule: string;
  readonly severity: Severity;
  readonly reason: string;
  readonly fix: string | undefined;
}

/** What could not be looked at. It is never clean. */
export interface Unchecked {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly reason: string;
}

/** What came out of looking at some files. */
export interface LintResult {
  /** How many files were looked at. */
  readonly files: number;
  readonly findings: readonly Finding[];
  readonly unchecked: readonly Unchecked[];
  /** The other linters that had a look, with their versions. */
  readonly external: readonly string[];
  /** Those that would have been asked and are not on PATH. */
  readonly absent: readonly string[];
}
