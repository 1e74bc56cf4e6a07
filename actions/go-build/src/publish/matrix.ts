import { relative } from 'node:path';
import { targetName, targetSlug } from '@fairlead/go';
import type { PlannedBinary } from '../plan/build-plan.ts';

/** What a later job needs to know to build one binary. */
export interface MatrixRow {
  readonly name: string;
  /** Import path. */
  readonly package: string;
  /** Relative to the workspace. */
  readonly folder: string;
  readonly target: string;
  readonly slug: string;
  readonly os: string;
  readonly arch: string;
  readonly variant: string;
}

/** As many jobs come out of one matrix at the most (https://docs.github.com/en/actions/reference/limits). */
export const MOST_ROWS = 256;

/** One row of a matrix. */
export function matrixRow({ package: main, target }: PlannedBinary, workspace: string): MatrixRow {
  return {
    name: main.binary,
    package: main.importPath,
    folder: relative(workspace, main.dir).replaceAll('\\', '/') || '.',
    target: targetName(target),
    slug: targetSlug(target),
    os: target.os,
    arch: target.arch,
    variant: target.variant ?? '',
  };
}

/** The value that `fromJSON` makes a `strategy.matrix` of. */
export function writeMatrix(binaries: readonly PlannedBinary[], workspace: string): string {
  return JSON.stringify({ include: binaries.map((binary) => matrixRow(binary, workspace)) });
}
