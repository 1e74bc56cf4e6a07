import type { Exec } from '@fairlead/core';
import { askLinters, type KindOfFile } from './external/ask-linters.ts';
import type { ExternalLinter } from './external/linter.ts';
import { findFiles } from './find-files.ts';
import type { LintResult } from './finding.ts';
import { type Knowledge, lintFile } from './lint-file.ts';

/** What to look at, and with whom. */
export interface LintOptions {
  readonly cwd: string;
  /** Empty: what the repository at `cwd` has. */
  readonly paths: readonly string[];
  readonly knowledge: Knowledge;
  /** Empty: nobody else is asked. */
  readonly linters: readonly ExternalLinter[];
  readonly exec: Exec;
}

/** Looks at files with our rules, and lets other linters look too. */
export async function lint({ cwd, paths, knowledge, linters, exec }: LintOptions): Promise<LintResult> {
  const { files, unchecked } = findFiles(cwd, paths);
  const own = files.map((file) => ({ path: file.path, ...lintFile(file, knowledge) }));
  const readable = own.filter((each) => each.unchecked.length === 0);
  const kinds = readable.flatMap(({ path, kind }): KindOfFile[] =>
    kind === 'workflow' || kind === 'action' ? [{ path, kind }] : [],
  );
  const others = await askLinters(linters, kinds, { exec, cwd });
  const order = new Map(files.map(({ path }, index) => [path, index]));
  const findings = [...own.flatMap((each) => each.findings), ...others.findings];
  return {
    files: files.length,
    findings: findings.sort((a, b) => (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line),
    unchecked: [...unchecked, ...own.flatMap((each) => each.unchecked), ...others.unchecked],
    external: others.external,
    absent: others.absent,
  };
}
