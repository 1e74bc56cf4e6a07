import {
  CancelledError,
  countOf,
  type ExecOptions,
  type ExecResult,
  formatDuration,
  mapLimited,
} from '@fairlead/core';
import { executableSuffix, type Target, targetName } from '@fairlead/go';
import type { Batch } from '../plan/build-plan.ts';
import type { BatchResult, CompileOptions, StagedBatch } from './batch-result.ts';
import { buildArguments, compileEnvironment } from './command.ts';
import { explain } from './explain.ts';
import { createProgress } from './progress.ts';
import { type BuiltBinary, putInPlace } from './put-in-place.ts';

/**
 * Compiles every batch; a batch that fails does not stop the others. Everything is built in a folder of its own and
 * put in place when the last compiler has ended: no half binary is left behind, and no new file in the repository
 * makes Go call the tree modified for the targets that follow.
 *
 * @throws CancelledError; ExternalError BUILD_OUTPUT_FAILED when a binary cannot be put in its place
 */
export async function compileBatches(
  batches: readonly Batch[],
  options: CompileOptions,
): Promise<readonly BatchResult[]> {
  const folder = await options.files.makeTemporary('build');
  try {
    const staged = await mapLimited([...batches.entries()], options.concurrency, ([index, batch]) =>
      compileBatch(batch, `${folder}/${index}`, options),
    );
    const results: BatchResult[] = [];
    for (const { ready, ...result } of staged) {
      const binaries: BuiltBinary[] = [];
      for (const { binary, file } of ready) binaries.push(await putInPlace(binary, file, options));
      results.push({ ...result, binaries });
    }
    return results;
  } finally {
    await options.files.remove(folder);
  }
}

async function compileBatch(batch: Batch, folder: string, options: CompileOptions): Promise<StagedBatch> {
  const { log } = options;
  const name = targetName(batch.target);
  const progress = createProgress(log, name);
  const names = batch.binaries.map((binary) => binary.package.binary).join(', ');
  log.info(`${name}: building ${names}`);
  try {
    const { durationMs } = await goBuild(batch, options, folder, progress.line);
    const ready = batch.binaries.map((binary) => ({
      binary,
      file: `${folder}/${executableFile(binary.package.name, batch.target)}`,
    }));
    const compiled = progress.count();
    const libraries = progress.beside(programsOf(batch));
    const failure = await findMissing(ready, options);
    if (failure === undefined)
      log.info(
        `${name}: built ${names} in ${formatDuration(durationMs)}, ${countOf(compiled, 'package')} compiled`,
      );
    const result = {
      target: batch.target,
      errors: [],
      errorsCut: false,
      failure,
      fault: undefined,
      compiled,
      libraries,
    };
    return { ...result, ready: failure === undefined ? ready : [] };
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    const libraries = progress.beside(programsOf(batch));
    const told = await explain(error, batch, progress.printed(), options);
    return { ...told, compiled: progress.count(), libraries };
  }
}

function programsOf({ binaries }: Batch): readonly string[] {
  return binaries.map((binary) => binary.package.importPath);
}

/** Some flags in GOFLAGS make the go command end well without having built anything. */
async function findMissing(
  ready: StagedBatch['ready'],
  { files, goflags }: CompileOptions,
): Promise<string | undefined> {
  for (const { binary, file } of ready)
    if ((await files.stat(file))?.kind !== 'file')
      return `go build ended well but wrote no ${binary.package.binary} (GOFLAGS=${JSON.stringify(goflags)})`;
  return undefined;
}

/** Runs `go build` for a batch, writing below `folder`. */
export function goBuild(
  batch: Batch,
  { run, flags, goflags }: CompileOptions,
  folder: string,
  onLine: NonNullable<ExecOptions['onLine']>,
): Promise<ExecResult> {
  return run.exec.run('go', withJson(buildArguments(batch, flags, folder), flags), {
    cwd: batch.moduleDir,
    env: compileEnvironment(run.env, batch, goflags, flags),
    signal: run.signal,
    onLine,
  });
}

/** Errors and names of packages as data, where this Go can. A command that is shown to people goes without. */
function withJson([command = '', ...rest]: readonly string[], { json }: CompileOptions['flags']): string[] {
  return [command, ...(json ? ['-json'] : []), ...rest];
}

/** The file that the go command names an executable. */
export function executableFile(name: string, target: Target): string {
  return target.os === 'windows' ? `${name}${executableSuffix(target)}` : name;
}
