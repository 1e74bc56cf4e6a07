import { resolve } from 'node:path';
import { type FairleadError, ToolError } from '@fairlead/core';
import { parseCompileErrors, parseGoMessage } from '../output/compile-errors.ts';
import { findMachineFault, machineFailure } from '../output/machine-fault.ts';
import { checksumMismatch } from './checksum-mismatch.ts';
import type { GoModule } from './discover-modules.ts';
import { moduleHint } from './module-hints.ts';

/**
 * The error for a module of which `go list` failed altogether: it names the file to look at, with its line where known.
 *
 * @param how `mismatch`: the action's own code for a module that is not what go.sum knows.
 * @param hintFor what to do about the text that the go command printed, where the module is not at fault; or else the second text.
 */
export function explainListing(
  error: ToolError,
  module: GoModule,
  how: { readonly show: (path: string) => string; readonly mismatch: string },
  hintFor: (text: string, otherwise: string) => string = (_, otherwise) => otherwise,
): FairleadError {
  const { show, mismatch } = how;
  const text = error.lastLines.join('\n');
  const fault = findMachineFault(text);
  if (fault !== undefined) return machineFailure(fault, `listing the packages of ${show(module.dir) || '.'}`);
  const altered = checksumMismatch(text, { code: mismatch, module, show });
  if (altered !== undefined) return altered;
  const place = parseCompileErrors(text, { cwd: module.dir, root: module.dir })[0];
  const reason = place?.message ?? parseGoMessage(text) ?? error.lastLines[0]?.trim() ?? 'go list failed';
  const workFile = /\bgo\.work\b/.test(reason) ? module.workFile : undefined;
  const file = show(workFile ?? resolve(module.dir, place?.file ?? 'go.mod'));
  const line = workFile === undefined ? place?.line : undefined;
  return new ToolError({
    code: 'GO_LIST_FAILED',
    message: `${line === undefined ? file : `${file}:${line}`}: the packages of this module cannot be listed: ${reason}`,
    hint:
      moduleHint(text) ??
      hintFor(text, `run go list ./... in ${show(module.dir) || '.'} and correct what it says`),
    location: { file, line },
    argv: error.argv,
    exitCode: error.exitCode,
    lastLines: error.lastLines,
  });
}
