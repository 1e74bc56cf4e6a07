import { createProcessExec, Redactor } from '@fairlead/core';
import { parseArguments } from '../arguments.ts';
import { loadActions } from '../definitions/actions.ts';
import { loadWorkflows } from '../definitions/workflows.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { externalLinters } from '../workflow-lint/external/registry.ts';
import { lint } from '../workflow-lint/lint.ts';
import { formats } from '../workflow-lint/output/registry.ts';
import { rules } from '../workflow-lint/rules/registry.ts';
import { EXIT, UsageError } from './command.ts';

const names = formats.map(({ name }) => name);

const HELP = `fairlead workflow-lint [FILE…] [--format ${names.join('|')}] [--no-external]

Looks in workflows, composite actions and .github/fairlead.yml for what Fairlead's actions would refuse, and for deploys
without gate, environment or condition. Without FILE: those of the repository in this folder. A folder stands for the
workflows in it, the folder of a repository for all that is looked at there.

  --format        ${names.join(', ')} (default: ${names[0]})
  --no-external   do not ask actionlint and zizmor, which are asked when they are on PATH

Exit codes: 0 nothing to complain about, an advice at most; 1 findings; 2 something could not be checked.`;

/** So many files may be named. */
const MOST_FILES = 10_000;

/** `workflow-lint [FILE…]`. */
export async function workflowLintCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { help, words, options } = parseArguments(args, {
    options: { format: 'value', 'no-external': 'switch' },
    words: Array.from({ length: MOST_FILES }, () => 'FILE'),
  });
  if (help) {
    terminal.out(HELP);
    return EXIT.fine;
  }
  const wanted = options['format']?.[0] ?? names[0];
  const format = formats.find(({ name }) => name === wanted);
  if (format === undefined)
    throw new UsageError([
      `--format ${JSON.stringify(wanted)}: is not one of the formats (allowed: ${names.join(', ')})`,
    ]);
  const result = await lint({
    cwd: terminal.cwd,
    paths: words,
    knowledge: { actions: loadActions(), workflows: loadWorkflows(), rules },
    linters: options['no-external']?.[0] === 'true' ? [] : externalLinters,
    exec: createProcessExec({ env: childEnvironment(terminal.env), redactor: new Redactor() }),
  });
  if (result.files === 0 && result.unchecked.length === 0)
    throw new UsageError(['there is nothing to check: name a file, or start it where .github/workflows is']);
  terminal.out(format.render(result, rules));
  if (result.unchecked.length > 0) return EXIT.usage;
  return result.findings.some(({ severity }) => severity !== 'advice') ? EXIT.failed : EXIT.fine;
}

/** What the other linters need to find themselves and their settings. */
function childEnvironment(env: Terminal['env']): Readonly<Record<string, string>> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG'].flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(kept);
}
