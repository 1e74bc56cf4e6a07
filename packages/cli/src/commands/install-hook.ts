import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import {
  childEnvironment,
  describeProblem,
  emptyConfigSection,
  parseInputs,
  shellWord,
  writtenField,
} from '@fairlead/core';
import { parseArguments } from '../arguments.ts';
import { loadActions } from '../definitions/actions.ts';
import { gitOf } from '../run/git-facts.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { EXIT, UsageError } from './command.ts';

const HELP = `fairlead install-hook [--checks LIST]

Installs a pre-commit hook in the git repository of this folder. It looks at what is to be committed, in a copy, and
refuses the commit that quality-gate does not pass. The working tree stays as it is. A hook of somebody else is kept.

  --checks LIST  checks of quality-gate, separated by commas; gofmt,vet where nobody says`;

/** The line by which our hook is known again. */
const MARK = '# installed by fairlead install-hook';

/** `install-hook [--checks LIST]`. */
export async function installHookCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { help, options } = parseArguments(args, { options: { checks: 'value' } });
  if (help) {
    terminal.out(HELP);
    return EXIT.fine;
  }
  const checks = options['checks']?.[0] ?? 'gofmt,vet';
  if (!/^[a-z][a-z-]*(?:,[a-z][a-z-]*)*$/.test(checks))
    throw new UsageError([`--checks ${JSON.stringify(checks)}: is no list of checks, such as gofmt,vet`]);
  const unknown = problemsOf(checks);
  if (unknown.length > 0) throw new UsageError(unknown.map((problem) => `--${problem}`));
  const path = await hookPath(terminal);
  const there = await readFile(path, 'utf8').catch(() => undefined);
  if (there !== undefined && !there.includes(MARK))
    throw new UsageError([`${path} is a hook of somebody else: nothing was written`]);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, renderHook(terminal.self, checks));
  await chmod(path, 0o755);
  terminal.out(`${path}: commits are looked at by ${checks}; git commit --no-verify leaves it out`);
  return EXIT.fine;
}

/** What quality-gate would say of the list, at each commit. */
function problemsOf(checks: string): readonly string[] {
  const meta = loadActions().find(({ name }) => name === 'quality-gate')?.inputs['checks'];
  if (meta === undefined) return [];
  return parseInputs({ checks: writtenField(meta) }, () => checks, emptyConfigSection).problems.map(
    describeProblem,
  );
}

/** Where git looks for the hook: `core.hooksPath` and worktrees are its own business. */
async function hookPath({ cwd, env }: Terminal): Promise<string> {
  const repository = await gitOf(cwd, childEnvironment(env)).open(cwd);
  if (repository.state !== 'ok')
    throw new UsageError([`no git repository to put a hook into: ${repository.reason}`]);
  // the port itself asks without hooks, so the setting is asked for by its name
  const setting = await repository.ask(['config', '--show-scope', '--get-all', 'core.hooksPath']);
  const own = setting.ok
    ? setting.text
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('command'))
        .at(-1)
        ?.split('\t')[1]
    : undefined;
  if (own !== undefined) return resolve(repository.root, own, 'pre-commit');
  const folder = await repository.ask(['rev-parse', '--path-format=absolute', '--git-common-dir']);
  if (!folder.ok) throw new UsageError([`git does not say where its hooks are: ${folder.reason}`]);
  return resolve(folder.text.trim(), 'hooks', 'pre-commit');
}

/** What is staged is looked at in a copy: the working tree may hold more, and must not change. */
function renderHook(self: readonly string[], checks: string): string {
  const command = [...self, 'run', 'quality-gate', '--checks', checks, '--summary', 'on-failure'];
  return `#!/bin/sh
${MARK}
tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
git checkout-index --all --prefix="$tree/" || exit 1
unset $(git rev-parse --local-env-vars)
cd "$tree" || exit 1
${command.map(shellWord).join(' ')}
`;
}
