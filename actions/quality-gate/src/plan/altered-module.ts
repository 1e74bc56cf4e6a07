import { relative } from 'node:path';
import type { PolicyError } from '@fairlead/core';
import { checksumMismatch } from '@fairlead/go';

/** The gate's code for a module that is not what go.sum knows. */
export const CHECKSUM_MISMATCH = 'GATE_CHECKSUM_MISMATCH';

/** The error for what a go command said in a module's folder, if it is that a dependency was altered. */
export function alteredModule(
  text: string,
  { dir, workspace }: { readonly dir: string; readonly workspace: string },
): PolicyError | undefined {
  return checksumMismatch(text, {
    code: CHECKSUM_MISMATCH,
    module: { dir },
    show: (path) => relative(workspace, path),
  });
}
