import { CancelledError, mapLimited } from '@fairlead/core';
import { type GoRun, type NeededModule, tagFlags, targetEnvironment } from '@fairlead/go';
import { type Batch, batchPatterns } from '../plan/build-plan.ts';
import { type BuildFlags, flagsOf, readonlyFlags } from './command.ts';

/**
 * A line for each package that is not of the standard library: path and version of the module that it is read from, path
 * of the module that it belongs to, its own path.
 */
const MODULE =
  '{{with .Module}}{{with .Replace}}{{.Path}} {{.Version}}{{else}}{{.Path}} {{.Version}}{{end}} {{.Path}} {{$.ImportPath}}{{end}}';

/**
 * Fetches what the packages of batches import and nothing else, and says which modules that is. Undefined when the go
 * command has something against it: then whoever asks lets it say what.
 *
 * @throws CancelledError
 */
export async function fetchNeeded(
  run: GoRun,
  batches: readonly Batch[],
  flags: BuildFlags,
  concurrency: number,
): Promise<readonly NeededModule[] | undefined> {
  const asked = batches.filter(({ vendored }) => !vendored);
  try {
    const lists = await mapLimited(asked, concurrency, (batch) => list(run, batch, flags));
    return readNeeded(lists);
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    return undefined;
  }
}

/** What lists of the go command name; a module that lies in a folder of the repository has no version. Pure. */
export function readNeeded(lists: readonly string[]): readonly NeededModule[] {
  const found = new Map<string, { path: string; version: string; folders: Set<string> }>();
  for (const line of lists.flatMap((text) => text.split('\n'))) {
    const [path = '', version = '', owner = '', importPath = ''] = line.split(' ');
    if (version === '') continue;
    const module = found.get(`${path} ${version}`) ?? { path, version, folders: new Set() };
    module.folders.add(importPath.slice(owner.length + 1));
    found.set(`${path} ${version}`, module);
  }
  return [...found.values()].map(({ folders, ...module }) => ({ ...module, folders: [...folders].sort() }));
}

async function list({ exec, env, signal }: GoRun, batch: Batch, common: BuildFlags): Promise<string> {
  const flags = flagsOf(batch, common);
  const tags = tagFlags(flags.tags);
  const args = ['list', '-deps', ...tags, '-f', MODULE, '--', ...batchPatterns(batch)];
  const { stdout } = await exec.run('go', args, {
    cwd: batch.moduleDir,
    env: {
      ...env,
      ...targetEnvironment(batch.target),
      CGO_ENABLED: flags.cgo ? '1' : '0',
      GOFLAGS: readonlyFlags(flags.goflags, batch.vendored),
    },
    signal,
  });
  return stdout;
}
