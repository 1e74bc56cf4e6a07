import { relative } from 'node:path';
import {
  CancelledError,
  classifyError,
  type ExecOptions,
  type ExecResult,
  ExternalError,
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
 * @throws CancelledError; ExternalError GO_OUTPUT_FAILED when a binary cannot be put in its place
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
        `${name}: built ${names} in ${formatDuration(durationMs)}, ${countPackages(compiled)} compiled`,
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

/** `1 package`, `2 packages`. */
export function countPackages(count: number): string {
  return `${count} ${count === 1 ? 'package' : 'packages'}`;
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
  const way = relative(workspace, path);
  const shown = (way.startsWith('..') ? path : way).replaceAll('\\', '/');
  const content = await files.readBytes(file);
  try {
    await files.write(path, content, 0o755);
  } catch (error) {
    throw new ExternalError({
      code: 'GO_OUTPUT_FAILED',
      message: `${shown} is built but cannot be put in place: ${(error as Error).message}`,
      hint: 'set output to a folder that this job may write to, and see that the disk has room',
      cause: error,
    });
  }
  const [size, sha256] = [content.byteLength, await files.sha256(path)];
  return { name: main.name, package: main.importPath, target: targetName(target), path: shown, size, sha256 };
}

/** `go build -v` names every package that it compiles: they are counted, all else is shown. */
function createProgress(log: Logger, name: string) {
  const lines: string[] = [];
  let compiled = 0;
  return {
    line: (line: string, stream: 'stdout' | 'stderr'): void => {
      if (stream === 'stderr' && /^[\w.~-]+(\/[\w.~@+-]+)*$/.test(line)) {
        compiled += 1;
        if (compiled % 50 === 0) log.info(`${name}: ${countPackages(compiled)} compiled so far`);
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
  const nothing = { target, ready: [], errors: [], errorsCut: false };
  if (!isFailedTool(error)) return { ...nothing, failure: classifyError(error).message };
  const errors = parseCompileErrors(text, { cwd: moduleDir, root: workspace });
  if (errors.length > 0)
    return { ...nothing, errors, errorsCut: /: too many errors$/m.test(text), failure: undefined };
  return { ...nothing, failure: parseGoMessage(text) ?? linkerMessage(text) ?? error.message };
}

/** The linker speaks without a place: the first line below the package's heading is the reason. */
function linkerMessage(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '' && !line.startsWith('#'));
}
