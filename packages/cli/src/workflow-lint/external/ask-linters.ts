import { type Exec, errorMessage } from '@fairlead/core';
import type { Finding, LintResult } from '../finding.ts';
import type { ExternalLinter } from './linter.ts';

/** A file by what it is. */
export interface KindOfFile {
  readonly path: string;
  readonly kind: 'workflow' | 'action';
}

/** A linter that hangs is one that broke. */
const TIMEOUT_MS = 120_000;

/**
 * Asks each linter that is on PATH. One that breaks, hangs or gives an answer that cannot be read has not checked
 * anything, and that is said.
 */
export async function askLinters(
  linters: readonly ExternalLinter[],
  files: readonly KindOfFile[],
  { exec, cwd }: { readonly exec: Exec; readonly cwd: string },
): Promise<Pick<LintResult, 'findings' | 'unchecked' | 'external' | 'absent'>> {
  const wanted = linters
    .map((linter) => ({
      linter,
      taken: files.filter(({ kind }) => linter.takes.includes(kind)).map(({ path }) => path),
    }))
    .filter(({ taken }) => taken.length > 0);
  const answers = await Promise.all(
    wanted.map(async ({ linter, taken }) => {
      const program = await exec.find(linter.name);
      if (program === undefined) return { linter, answer: undefined };
      return { linter, answer: await ask(linter, program, taken, exec, cwd) };
    }),
  );
  const given = answers.flatMap(({ linter, answer }) => (answer === undefined ? [] : [{ linter, answer }]));
  return {
    absent: answers.filter(({ answer }) => answer === undefined).map(({ linter }) => linter.name),
    external: given.map(({ linter }) => linter.name),
    findings: given.flatMap(({ answer }) => ('findings' in answer ? answer.findings : [])),
    unchecked: given.flatMap(({ linter, answer }) =>
      'broke' in answer
        ? [{ file: linter.name, line: 1, column: 1, reason: `it could not look: ${answer.broke}` }]
        : [],
    ),
  };
}

async function ask(
  { args, okCodes, read }: ExternalLinter,
  program: string,
  files: readonly string[],
  exec: Exec,
  cwd: string,
): Promise<{ readonly findings: readonly Finding[] } | { readonly broke: string }> {
  try {
    const { stdout } = await exec.ask(program, args(files), { cwd, okCodes, timeoutMs: TIMEOUT_MS });
    return { findings: read(stdout) };
  } catch (error) {
    return { broke: errorMessage(error) };
  }
}
