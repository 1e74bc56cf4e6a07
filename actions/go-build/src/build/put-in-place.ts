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

/**
 * Copies a binary from the folder of the build to its place and describes it.
 *
 * @throws ExternalError BUILD_OUTPUT_FAILED when the place cannot be written to.
 */
export async function putInPlace(
  { package: main, target, version, path }: PlannedBinary,
  file: string,
  { files, workspace }: { readonly files: Files; readonly workspace: string },
): Promise<BuiltBinary> {
  const way = relative(workspace, path);
  const shown = (way.startsWith('..') ? path : way).replaceAll('\\', '/');
  const content = await files.readBytes(file);
  try {
    await files.write(path, content, 0o755);
  } catch (error) {
    throw outputFailed(`${shown} is built but cannot be put in place`, error);
  }
  const [size, sha256] = [content.byteLength, await files.sha256(path)];
  return {
    name: main.name,
    package: main.importPath,
    target: targetName(target),
    version,
    path: shown,
    size,
    sha256,
  };
}
