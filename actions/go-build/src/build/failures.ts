import { countOf, ToolError } from '@fairlead/core';
import { type CompileError, errorKey, formatCompileError, targetName } from '@fairlead/go';
import { hintFor } from '../faults/hints.ts';
import type { BatchResult } from './compile.ts';

/** A compile error and the targets that have it. */
export interface FoundError extends CompileError {
  /** `linux/amd64` and so on; all that failed with it. */
  readonly targets: readonly string[];
}

/** Compile errors of all targets, each once. */
export function collectErrors(results: readonly BatchResult[]): readonly FoundError[] {
  const found = new Map<string, FoundError>();
  for (const { target, errors } of results) {
    for (const error of errors) {
      const known = found.get(errorKey(error));
      const targets = [...new Set([...(known?.targets ?? []), targetName(target)])];
      found.set(errorKey(error), { ...error, targets });
    }
  }
  return [...found.values()];
}

/** The error that ends a run in which some target failed; undefined when all are built. */
export function failureOf(
  results: readonly BatchResult[],
  errors: readonly FoundError[],
): ToolError | undefined {
  const failed = results.filter(({ errors: own, failure }) => own.length > 0 || failure !== undefined);
  if (failed.length === 0) return undefined;
  const all = new Set(results.map(({ target }) => targetName(target)));
  const names = [...new Set(failed.map(({ target }) => targetName(target)))];
  const where = all.size === 1 ? '' : ` (${describeTargets(names, all.size)})`;
  const first = errors[0];
  const other = failed.find(({ failure }) => failure !== undefined);
  const reason = first === undefined ? (other?.failure ?? 'go build failed') : formatCompileError(first);
  const cut = results.some(({ errorsCut }) => errorsCut);
  const more = errors.length > 1 ? `, and ${countMore(errors.length - 1, cut)}` : '';
  return new ToolError({
    code: 'BUILD_COMPILE_FAILED',
    message: `${reason}${more}${where}`,
    hint: hintFor(reason, 'correct the first error; the others often follow from it'),
    location: first === undefined ? undefined : { file: first.file, line: first.line, column: first.column },
    argv: ['go', 'build'],
    lastLines:
      errors.length > 0 ? [] : failed.map(({ failure, target }) => `${targetName(target)}: ${failure}`),
  });
}

function countMore(count: number, cut: boolean): string {
  return `${cut ? 'at least ' : ''}${countOf(count, 'more error')}`;
}

function describeTargets(failed: readonly string[], all: number): string {
  if (failed.length === all) return `on all ${all} targets`;
  return `${failed.length} of ${all} targets failed: ${failed.join(', ')}`;
}
