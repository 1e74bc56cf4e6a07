import type { FairleadError } from '@fairlead/core';
import type { PackageTests, TestRun } from '@fairlead/go';

/** All modules' tests, and the profiles that they should have written. */
export interface TestOutput {
  readonly run: TestRun;
  /** Why the run proves nothing: go test broke, or what it printed does not fit how it ended. */
  readonly broken: FairleadError | undefined;
  /** Absolute paths, one for each module; empty when coverage is not measured. */
  readonly profiles: readonly string[];
  /** Tests that had to run and did not begin. */
  readonly absent: readonly PackageTests[];
}

/** A failed test that passed when it ran once more. */
export interface Retry {
  readonly package: string;
  /** The top-level test. */
  readonly name: string;
  /** The try that passed, from 1. */
  readonly passedOn: number;
}
