import { relative } from 'node:path';
import { childEnvironment, createNodeFiles, FairleadError, type Repository } from '@fairlead/core';
import { parseArguments } from '../arguments.ts';
import { withExposedPort } from '../init/exposed-port.ts';
import { findService } from '../init/find-service.ts';
import { planFiles } from '../init/plan.ts';
import { Refusal } from '../init/refusal.ts';
import { renderReport } from '../init/report.ts';
import { findBranch, lookAround } from '../init/surroundings.ts';
import { writeFiles } from '../init/write-files.ts';
import { gitOf, readGitFacts } from '../run/git-facts.ts';
import { readRemote } from '../run/local-event.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { EXIT, UsageError } from './command.ts';

const HELP = `fairlead init [--module PATH] [--main PATH] [--dry-run]

Looks at the Go repository in this folder and writes what it lacks for a pipeline: workflow, .github/fairlead.yml,
Dockerfile, .dockerignore and a chart. What is there is kept; a second run changes nothing.

  --module PATH  folder of the module, where the repository has several
  --main PATH    main package that runs in the image, such as ./cmd/orders, where the module has several
  --dry-run      show what would be written, and write nothing`;

/** `init [--module PATH] [--main PATH] [--dry-run]`. */
export async function initCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { help, options } = parseArguments(args, {
    options: { module: 'value', main: 'value', 'dry-run': 'switch' },
  });
  if (help) {
    terminal.out(HELP);
    return EXIT.fine;
  }
  try {
    terminal.out(await begin(options, args, terminal));
  } catch (error) {
    const problems = problemsOf(error);
    if (problems === undefined) throw error;
    throw new UsageError([...problems, 'nothing was written']);
  }
  return EXIT.fine;
}

/** What is in the way: what init says, and what a port says of a file that cannot be read; undefined for a bug. */
function problemsOf(error: unknown): readonly string[] | undefined {
  if (error instanceof Refusal) return error.problems;
  return error instanceof FairleadError ? [error.message] : undefined;
}

/** Looks, writes, and gives what is to be said. @throws Refusal */
async function begin(
  options: Readonly<Record<string, readonly string[]>>,
  args: readonly string[],
  terminal: Terminal,
): Promise<string> {
  const files = createNodeFiles(terminal.cwd);
  const cwd = await files.realPath(terminal.cwd);
  const git = gitOf(cwd, childEnvironment(terminal.env));
  const repository = await git.open(cwd);
  if (repository.state !== 'ok')
    throw new Refusal(
      repository.state === 'none'
        ? `${cwd} is in no git repository: begin with git init there`
        : `${cwd}: ${repository.reason}`,
    );
  const root = await files.realPath(repository.root);
  const wanted = { root, cwd, module: options['module']?.[0], main: options['main']?.[0] };
  const found = await findService(files, wanted);
  const { origin, sha } = await readGitFacts(git, cwd);
  const around = await lookAround(files, root, found, {
    branch: await findBranch(repository),
    repository: readRemote(origin)?.repository,
  });
  const service = await withExposedPort(found, around.dockerfile, { files, root });
  const plan = await planFiles(files, root, service, around);
  if (plan.problems.length > 0) throw new Refusal(...plan.problems);
  const dryRun = options['dry-run']?.[0] === 'true';
  const written = plan.rows.flatMap((row) => (row.state === 'written' ? [row.file] : []));
  if (!dryRun) await writeFiles(root, written);
  const paths = written.map(({ path }) => path);
  const isIgnored = !dryRun && (await leavesOut(repository, paths));
  const way = relative(cwd, root);
  return renderReport({ service, around, plan, dryRun, isNew: sha === '', isIgnored, way, args });
}

/** Whether git would not add some of these files by itself. */
async function leavesOut(repository: Repository, paths: readonly string[]): Promise<boolean> {
  if (paths.length === 0) return false;
  const others = await repository.ask(['ls-files', '-z', '--others', '--exclude-standard', '--', ...paths]);
  return others.ok && others.text.split('\0').filter((path) => path !== '').length < paths.length;
}
