import { resolve } from 'node:path';
import { CancelledError, errorMessage, PolicyError, ToolError } from '@fairlead/core';
import type { Target } from '@fairlead/go';
import type { BuiltBinary } from '../build/put-in-place.ts';
import type { GoBuildContext } from '../context.ts';

/** A binary with the time that it took to start and end again. */
export interface StartedBinary {
  readonly path: string;
  readonly startMs: number;
}

/** It is started this often; the middle time counts. */
const STARTS = 3;

/** A program that only says something about itself takes less. */
const LONGEST_MS = 30_000;

/** Whether the runner can run what is built for a target. */
export function runsHere(
  { os, arch }: Pick<Target, 'os' | 'arch'>,
  host: Pick<Target, 'os' | 'arch'>,
): boolean {
  return os === host.os && arch === host.arch;
}

/**
 * Starts each binary with the arguments of `smoke-command` and measures how long that takes.
 *
 * @throws PolicyError BUILD_SMOKE_FAILED for the first that does not end well; CancelledError
 */
export async function smoke(
  { exec, childEnv, workspace, signal, log }: GoBuildContext,
  binaries: readonly BuiltBinary[],
  words: readonly string[],
): Promise<readonly StartedBinary[]> {
  const started: StartedBinary[] = [];
  for (const { path } of binaries) {
    const times: number[] = [];
    for (let count = 0; count < STARTS; count += 1)
      times.push(
        await start(path, () =>
          exec.run(resolve(workspace, path), words, {
            cwd: workspace,
            env: childEnv,
            signal,
            timeoutMs: LONGEST_MS,
          }),
        ),
      );
    const startMs = Math.round(times.sort((a, b) => a - b)[Math.floor(STARTS / 2)] ?? 0);
    log.info(`${path} ${words.join(' ')}: ended well after ${startMs} ms`);
    started.push({ path, startMs });
  }
  return started;
}

async function start(path: string, run: () => Promise<{ readonly durationMs: number }>): Promise<number> {
  try {
    return (await run()).durationMs;
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    throw new PolicyError({
      code: 'BUILD_SMOKE_FAILED',
      message: `${path} was built and does not run: ${errorMessage(error)}`,
      hint: 'run it with the words of smoke-command on your own machine',
      details: error instanceof ToolError ? error.lastLines : [],
      cause: error,
    });
  }
}
