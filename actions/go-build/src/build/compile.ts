import { relative } from 'node:path';
import {
  CancelledError,
  classifyError,
  type ExecOptions,
  type ExecResult,
  type Files,
  formatDuration,
  type Logger,
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
import { runLimited } from './run-limited.ts';

/** A binary that exists. */
export interface BuiltBinary {
  readonly name: string;
  /** Import path. */
  readonly package: string;
  readonly target: string;
  /** Relative to the workspace, with `/`; absolute when it lies outside. */
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  /** Size without `strip`, where it was measured. */
  readonly unstrippedSize?: number;
}

/** What became of a batch. */
export interface BatchResult {
  readonly target: Target;
  readonly binaries: readonly BuiltBinary[];
  readonly errors: readonly CompileError[];
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
 * @throws CancelledError
 */
export async function compileBatches(
  batches: readonly Batch[],
  options: CompileOptions,
): Promise<readonly BatchResult[]> {
  const folder = await options.files.makeTemporary('build');
  try {
    const staged = await runLimited([...batches.entries()], options.concurrency, ([index, batch]) =>
      compileBatch(batch, `${folder}/${index}`, options),
    );
    const results: BatchResult[] = [];
    for (const { ready, ...result } of staged) {
      const binaries: BuiltBinary[] = [];
      for (const { binary, file } of ready) binaries.push(await publish(binary, file, options));
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
  log.info(`${name}: building ${batch.binaries.map((binary) => binary.package.name).join(', ')}`);
  try {
    const result = await goBuild(batch, options, folder, progress.line);
    const ready = batch.binaries.map((binary) => ({
      binary,
      file: `${folder}/${executableFile(binary.package.name, batch.target)}`,
    }));
    log.info(`${name}: built in ${formatDuration(result.durationMs)}, ${progress.count()} packages compiled`);
    return { target: batch.target, ready, errors: [], failure: undefined, compiled: progress.count() };
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    return { ...explain(error, batch, progress.text(), options), compiled: progress.count() };
  }
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

async function publish(
  { package: main, target, path }: PlannedBinary,
  file: string,
  { files, workspace }: CompileOptions,
): Promise<BuiltBinary> {
  const content = await files.readBytes(file);
  await files.write(path, content, 0o755);
  const way = relative(workspace, path);
  return {
    name: main.name,
    package: main.importPath,
    target: targetName(target),
    path: (way.startsWith('..') ? path : way).replaceAll('\\', '/'),
    size: content.byteLength,
    sha256: await files.sha256(path),
  };
}

/** `go build -v` names every package that it compiles: they are counted, all else is shown. */
function createProgress(log: Logger, name: string) {
  const lines: string[] = [];
  let compiled = 0;
  return {
    line: (line: string, stream: 'stdout' | 'stderr'): void => {
      if (stream === 'stderr' && /^[\w.~-]+(\/[\w.~@+-]+)*$/.test(line)) {
        compiled += 1;
        if (compiled % 50 === 0) log.info(`${name}: ${compiled} packages compiled so far`);
        return;
      }
      lines.push(line);
      log.info(`${name}: ${line}`);
    },
    count: () => compiled,
    text: () => lines.join('\n'),
  };
}

function explain(
  error: unknown,
  { target, moduleDir }: Batch,
  text: string,
  { workspace }: CompileOptions,
): Omit<StagedBatch, 'compiled'> {
  if (!isFailedTool(error)) return { target, ready: [], errors: [], failure: classifyError(error).message };
  const errors = parseCompileErrors(text, { cwd: moduleDir, root: workspace });
  const failure =
    errors.length > 0 ? undefined : (parseGoMessage(text) ?? linkerMessage(text) ?? error.message);
  return { target, ready: [], errors, failure };
}

/** The linker speaks without a place: the first line below the package's heading is the reason. */
function linkerMessage(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '' && !line.startsWith('#'));
}
