import { countOf, type FairleadError, listSome, ToolError } from '@fairlead/core';
import { type CompileError, errorKey, formatCompileError, targetName } from '@fairlead/go';
import { hintFor } from '../faults/hints.ts';
import type { BatchResult } from './batch-result.ts';

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

/**
 * The error that ends a run in which some target failed; undefined when all are built. Errors of the code come first:
 * they are sure. What the machine did ends the run where there are none. `leftOut` are files that import "C" and were left
 * out, as cgo is off.
 */
export function failureOf(
  results: readonly BatchResult[],
  errors: readonly FoundError[],
  leftOut: readonly string[] = [],
): FairleadError | undefined {
  const failed = results.filter(({ errors: own, failure }) => own.length > 0 || failure !== undefined);
  if (failed.length === 0) return undefined;
  const broken = failed.find((result) => result.fault === undefined);
  if (broken === undefined) return failed[0]?.fault;
  const all = new Set(results.map(({ target }) => targetName(target)));
  const names = [...new Set(failed.map(({ target }) => targetName(target)))];
  const where = all.size === 1 ? '' : ` (${describeTargets(names, all.size)})`;
  const first = errors[0];
  const reason = first === undefined ? (broken.failure ?? 'go build failed') : formatCompileError(first);
  const cut = results.some(({ errorsCut }) => errorsCut);
  const more = errors.length > 1 ? `, and ${countMore(errors.length - 1, cut)}` : '';
  const told = failed.filter(({ failure }) => failure !== undefined);
  return new ToolError({
    code: 'BUILD_COMPILE_FAILED',
    message: `${boundText(reason)}${more}${where}`,
    hint:
      leftOut.length > 0 && /\bundefined: /.test(reason)
        ? `set cgo: true if this is in code that needs C: without it, ${listSome(leftOut)} ${leftOut.length === 1 ? 'is' : 'are'} left out`
        : hintFor(reason, 'correct the first error; the others often follow from it'),
    location: first === undefined ? undefined : { file: first.file, line: first.line, column: first.column },
    argv: ['go', 'build'],
    lastLines: told.slice(0, SHOWN_REASONS).map(({ failure, target }) => `${targetName(target)}: ${failure}`),
  });
}

/** How many targets are told with their reasons below the failure line. */
const SHOWN_REASONS = 10;

/** A failure line stays readable: what is longer is in the log. */
const LONGEST = 500;

function boundText(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

function countMore(count: number, cut: boolean): string {
  return `${cut ? 'at least ' : ''}${countOf(count, 'more error')}`;
}

function describeTargets(failed: readonly string[], all: number): string {
  if (failed.length === all) return `on all ${all} targets`;
  return `${failed.length} of ${countOf(all, 'target')} failed: ${failed.join(', ')}`;
}
