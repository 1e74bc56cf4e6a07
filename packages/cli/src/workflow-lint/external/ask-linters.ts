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
  const answers = await Promise.all(
    linters.map(async (linter) => {
      const taken = files.filter(({ kind }) => linter.takes.includes(kind)).map(({ path }) => path);
      const program = await exec.find(linter.name);
      if (taken.length === 0) return [];
      return [{ linter, answer: program && (await ask(linter, program, taken, exec, cwd)) }];
    }),
  );
  const given = answers.flat().flatMap(({ linter, answer }) => (answer ? [{ linter, answer }] : []));
  return {
    absent: answers.flat().flatMap(({ linter, answer }) => (answer ? [] : [linter.name])),
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
