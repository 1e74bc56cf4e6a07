import {
  CancelledError,
  classifyError,
  countOf,
  type ExecOptions,
  type ExecResult,
  type Files,
  formatDuration,
  type Logger,
  mapLimited,
} from '@fairlead/core';
import {
  type CompileError,
  executableSuffix,
  type GoRun,
  isFailedTool,
  parseCompileErrors,
  parseGoMessage,
  type Target,
  targetName,
} from '@fairlead/go';
import type { Batch, PlannedBinary } from '../plan/build-plan.ts';
import { type BuildFlags, buildArguments, compileEnvironment } from './command.ts';
import { createProgress } from './progress.ts';
import { type BuiltBinary, putInPlace } from './put-in-place.ts';

/** What became of a batch. */
export interface BatchResult {
  readonly target: Target;
  readonly binaries: readonly BuiltBinary[];
  readonly errors: readonly CompileError[];
  /** Whether the compiler stopped before it had told all errors. */
  readonly errorsCut: boolean;
  /** Why it failed, when no compile error says so. */
  readonly failure: string | undefined;
  /** Packages that had to be compiled because no cache had them. */
  readonly compiled: number;
}

/** What compiling needs. */
export interface CompileOptions {
  readonly run: GoRun;
  readonly files: Files;
  readonly log: Logger;
  readonly flags: BuildFlags;
  readonly goflags: string;
  readonly workspace: string;
  readonly concurrency: number;
}

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

/** A batch whose binaries wait in the folder of the build. */
type StagedBatch = Omit<BatchResult, 'binaries'> & {
  readonly ready: readonly { readonly binary: PlannedBinary; readonly file: string }[];
};

async function compileBatch(batch: Batch, folder: string, options: CompileOptions): Promise<StagedBatch> {
  const { log } = options;
  const name = targetName(batch.target);
  const progress = createProgress(log, name);
  const names = batch.binaries.map((binary) => binary.package.name).join(', ');
  log.info(`${name}: building ${names}`);
  try {
    const { durationMs } = await goBuild(batch, options, folder, progress.line);
    const ready = batch.binaries.map((binary) => ({
      binary,
      file: `${folder}/${executableFile(binary.package.name, batch.target)}`,
    }));
    const compiled = progress.count();
    const failure = await findMissing(ready, options);
    if (failure === undefined)
      log.info(
        `${name}: built ${names} in ${formatDuration(durationMs)}, ${countOf(compiled, 'package')} compiled`,
      );
    const result = { target: batch.target, errors: [], errorsCut: false, failure, compiled };
    return { ...result, ready: failure === undefined ? ready : [] };
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    return { ...explain(error, batch, progress.text(), options), compiled: progress.count() };
  }
}

/** Some flags in GOFLAGS make the go command end well without having built anything. */
async function findMissing(
  ready: StagedBatch['ready'],
  { files, goflags }: CompileOptions,
): Promise<string | undefined> {
  for (const { binary, file } of ready)
    if ((await files.stat(file))?.kind !== 'file')
      return `go build ended well but wrote no ${binary.package.name} (GOFLAGS=${JSON.stringify(goflags)})`;
  return undefined;
}

/** Runs `go build` for a batch, writing below `folder`. */
export function goBuild(
  batch: Batch,
  { run, flags, goflags }: CompileOptions,
  folder: string,
  onLine: NonNullable<ExecOptions['onLine']>,
): Promise<ExecResult> {
  return run.exec.run('go', buildArguments(batch, flags, folder), {
    cwd: batch.moduleDir,
    env: compileEnvironment(run.env, batch, goflags, flags.cgo),
    signal: run.signal,
    onLine,
  });
}

/** The file that the go command names an executable. */
export function executableFile(name: string, target: Target): string {
  return target.os === 'windows' ? `${name}${executableSuffix(target)}` : name;
}

function explain(
  error: unknown,
  { target, moduleDir }: Batch,
  text: string,
  { workspace }: CompileOptions,
): Omit<StagedBatch, 'compiled'> {
  const nothing = { target, ready: [], errors: [], errorsCut: false };
  if (!isFailedTool(error)) return { ...nothing, failure: classifyError(error).message };
  const errors = parseCompileErrors(text, { cwd: moduleDir, root: workspace });
  if (errors.length > 0)
    return { ...nothing, errors, errorsCut: /: too many errors$/m.test(text), failure: undefined };
  return { ...nothing, failure: parseGoMessage(text) ?? linkerMessage(text) ?? error.message };
}

/** The linker speaks without a place: below the package's heading, which names the binary, the first line is the reason. */
function linkerMessage(text: string): string | undefined {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const at = lines.findIndex((line) => !line.startsWith('#'));
  const heading = /^# (\S+)/.exec(lines[at - 1] ?? '')?.[1];
  return heading === undefined ? lines[at] : `${heading}: ${lines[at]}`;
}
