import { relative } from 'node:path';
import type { Files } from '@fairlead/core';
import { targetName } from '@fairlead/go';
import { outputFailed } from '../faults/output-failure.ts';
import type { PlannedBinary } from '../plan/build-plan.ts';

/** A binary that exists. */
export interface BuiltBinary {
  readonly name: string;
  /** Import path. */
  readonly package: string;
  readonly target: string;
  /** Version that it carries. */
  readonly version: string;
  /** Relative to the workspace, with `/`; absolute when it lies outside. */
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  /** Size without `strip`, where it was measured. */
  readonly unstrippedSize?: number;
  /** Milliseconds to start and end, where it was measured. */
  readonly startMs?: number;
}

/** Where a binary is kept and looked at. */
interface Place {
  readonly files: Files;
  readonly workspace: string;
}

/**
 * Copies a binary from the folder of the build to its place and describes it.
 *
 * @throws ExternalError BUILD_OUTPUT_FAILED when the place cannot be written to.
 */
export async function putInPlace(binary: PlannedBinary, file: string, place: Place): Promise<BuiltBinary> {
  const content = await place.files.readBytes(file);
  try {
    await place.files.write(binary.path, content, 0o755);
  } catch (error) {
    throw outputFailed(
      `${shownPath(binary.path, place.workspace)} is built but cannot be put in place`,
      error,
    );
  }
  return describeBinary(binary, place);
}

/** Describes a binary that is in its place. */
export async function describeBinary(
  { package: main, target, version, path }: PlannedBinary,
  { files, workspace }: Place,
): Promise<BuiltBinary> {
  return {
    name: main.binary,
    package: main.importPath,
    target: targetName(target),
    version,
    path: shownPath(path, workspace),
    size: (await files.stat(path))?.size ?? 0,
    sha256: await files.sha256(path),
  };
}

function shownPath(path: string, workspace: string): string {
  const way = relative(workspace, path);
  return (way.startsWith('..') ? path : way).replaceAll('\\', '/');
}
