import { relative } from 'node:path';

/** An error as vitest hands it over, as far as we show it. */
export interface TestFailure {
  readonly message?: string;
  readonly diff?: string | undefined;
  readonly stack?: string | undefined;
  readonly stacks?:
    | readonly { readonly file: string; readonly line: number; readonly column: number }[]
    | undefined;
}

const MOST_FRAMES = 4;

/** Lines that show a failed test: name, message, difference, and where in our own code it happened. */
export function showFailure(root: string, name: string, errors: readonly TestFailure[]): string[] {
  return [`✗ ${name}`, ...errors.flatMap((error) => indent(errorLines(root, error)))];
}

function errorLines(root: string, error: TestFailure): string[] {
  const frames = (error.stacks ?? [])
    .filter(({ file }) => !file.includes('node_modules'))
    .slice(0, MOST_FRAMES)
    .map(({ file, line, column }) => `at ${relative(root, file)}:${line}:${column}`);
  const where = frames.length > 0 ? frames : (error.stack ?? '').split('\n').slice(1, 1 + MOST_FRAMES);
  return [
    ...(error.message ?? 'unknown error').split('\n'),
    ...(error.diff === undefined ? [] : error.diff.split('\n')),
    ...where.map((frame) => frame.trim()),
  ];
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${line}`);
}
