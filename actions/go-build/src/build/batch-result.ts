import type { FairleadError, Files, Logger } from '@fairlead/core';
import type { CompileError, GoRun, Target } from '@fairlead/go';
import type { PlannedBinary } from '../plan/build-plan.ts';
import type { BuildFlags } from './command.ts';
import type { BuiltBinary } from './put-in-place.ts';

/** What became of a batch. */
export interface BatchResult {
  readonly target: Target;
  readonly binaries: readonly BuiltBinary[];
  readonly errors: readonly CompileError[];
  /** Whether the compiler stopped before it had told all errors. */
  readonly errorsCut: boolean;
  /** Why it failed, when no compile error says so. */
  readonly failure: string | undefined;
  /** What the machine did; then the code is not at fault. */
  readonly fault: FairleadError | undefined;
  /** Packages that had to be compiled because no cache had them. */
  readonly compiled: number;
  /** How many of them are no program of the batch; undefined where nobody knows. */
  readonly libraries: number | undefined;
}

/** What compiling needs. */
export interface CompileOptions {
  readonly run: GoRun;
  readonly files: Files;
  readonly log: Logger;
  readonly flags: BuildFlags;
  readonly goflags: string;
  readonly workspace: string;
  readonly concurrency: number;
  /** Folders that Go writes to while it compiles: GOCACHE and the temporary folder. */
  readonly scratch: readonly string[];
}

/** A batch whose binaries wait in the folder of the build. */
export type StagedBatch = Omit<BatchResult, 'binaries'> & {
  readonly ready: readonly { readonly binary: PlannedBinary; readonly file: string }[];
};
