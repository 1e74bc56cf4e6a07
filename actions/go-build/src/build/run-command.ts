import { dirname, relative } from 'node:path';
import { CancelledError, errorMessage } from '@fairlead/core';
import { type Target, targetEnvironment, targetName } from '@fairlead/go';
import type { Batch, PlannedBinary } from '../plan/build-plan.ts';
import type { BatchResult, CompileOptions } from './batch-result.ts';
import { readonlyFlags } from './command.ts';
import { explain } from './explain.ts';
import { createProgress } from './progress.ts';
import { type BuiltBinary, describeBinary } from './put-in-place.ts';

/** A command of the user's own that builds. */
export interface BuildCommand {
  readonly words: readonly string[];
  /** Folder that it runs in. */
  readonly cwd: string;
  /** What it may put into binaries. */
  readonly identity: { readonly version: string; readonly commit: string; readonly date: string };
}

/**
 * Runs the command once for each target, one after the other, as it works in one tree, and takes each binary from where
 * `output` puts it. What lay there before is removed first, so that nothing old passes for new.
 *
 * @throws CancelledError
 */
export async function runBuildCommand(
  batches: readonly Batch[],
  command: BuildCommand,
  options: CompileOptions,
): Promise<readonly BatchResult[]> {
  const results: BatchResult[] = [];
  for (const [, group] of Map.groupBy(batches, ({ target }) => targetName(target))) {
    const [first] = group;
    if (first !== undefined)
      results.push(
        await runFor(
          first,
          group.flatMap(({ binaries }) => binaries),
          command,
          options,
        ),
      );
  }
  return results;
}

async function runFor(
  batch: Batch,
  binaries: readonly PlannedBinary[],
  { words, cwd, identity }: BuildCommand,
  options: CompileOptions,
): Promise<BatchResult> {
  const { run, files, log } = options;
  const { target } = batch;
  const name = targetName(target);
  const progress = createProgress(log, name);
  for (const { path } of binaries) await files.remove(path);
  log.info(`${name}: running ${words.join(' ')}`);
  const [program = '', ...args] = words;
  try {
    const env = commandEnvironment(
      run.env,
      { target, binaries, vendored: batch.vendored, identity },
      options,
    );
    await run.exec.run(program, args, { cwd, env, signal: run.signal, onLine: progress.line });
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    const { ready: _, ...failed } = await explain(
      error,
      { ...batch, moduleDir: cwd },
      progress.printed(),
      options,
    );
    const told = failed.errors.length > 0 || failed.fault !== undefined;
    const failure = told ? failed.failure : errorMessage(error);
    return { ...failed, failure, binaries: [], compiled: progress.count(), libraries: undefined };
  }
  const built: BuiltBinary[] = [];
  const missing: string[] = [];
  for (const binary of binaries)
    if ((await files.stat(binary.path))?.kind === 'file') built.push(await describeBinary(binary, options));
    else missing.push(relative(options.workspace, binary.path));
  const failure =
    missing.length === 0
      ? undefined
      : `build-command ended well but wrote no ${missing.join(', ')}: output says where it puts binaries`;
  return {
    target,
    binaries: built,
    errors: [],
    errorsCut: false,
    failure,
    fault: undefined,
    compiled: progress.count(),
    libraries: undefined,
  };
}

/** What a command is told by its environment: the target, the flags for repeatable builds, the version, and where to write. */
export function commandEnvironment(
  base: Readonly<Record<string, string>>,
  about: {
    readonly target: Target;
    readonly binaries: readonly Pick<PlannedBinary, 'path'>[];
    readonly vendored: boolean;
    readonly identity: BuildCommand['identity'];
  },
  { goflags, flags }: Pick<CompileOptions, 'goflags' | 'flags'>,
): Readonly<Record<string, string>> {
  const { version, commit, date } = about.identity;
  const own = [readonlyFlags(goflags, about.vendored), ...(flags.trimpath ? ['-trimpath'] : [])];
  return {
    ...base,
    ...targetEnvironment(about.target),
    CGO_ENABLED: flags.cgo ? '1' : '0',
    GOFLAGS: own.filter((part) => part !== '').join(' '),
    VERSION: version,
    COMMIT: commit,
    DATE: date,
    OUTPUT_DIR: dirname(about.binaries[0]?.path ?? ''),
  };
}
