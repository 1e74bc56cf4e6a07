import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import type { FairleadError } from '../errors/fairlead-error.ts';
import { CancelledError } from '../errors/kinds.ts';
import type { Exec, ExecOptions, ExecResult } from '../ports/exec.ts';
import type { Redactor } from '../secrets/redactor.ts';
import { askProgram } from './ask-exec.ts';
import { collectOutput } from './exec/collect-output.ts';
import { type Ending, execFailure, missingFolder, missingProgram } from './exec/exec-failure.ts';
import { findProgram } from './exec/find-program.ts';
import { guardChild } from './exec/guard-child.ts';
import { createWatchdog, type Watchdog } from './exec/watchdog.ts';

/** What a process runner needs to know. */
export interface ProcessExecOptions {
  /** Environment given to every child that names none of its own. */
  readonly env: Readonly<Record<string, string>>;
  readonly redactor: Redactor;
  /** Milliseconds for which a child that has ended is waited for while others hold its output; default a minute. */
  readonly lingerMs?: number | undefined;
}

/** Runs real processes: no shell, own process group, streamed and redacted output. */
export function createProcessExec({ env, redactor, lingerMs }: ProcessExecOptions): Exec {
  const find = (command: string): Promise<string | undefined> => findProgram(command, env['PATH'] ?? '');
  const locate = async (command: string, argv: readonly string[]): Promise<string> => {
    const file = command.includes('/') ? command : await find(command);
    if (file === undefined) throw missingProgram(command, argv);
    return file;
  };
  const watchdog = createWatchdog();
  return {
    find,
    async run(command, args, options = {}) {
      const argv = [command, ...args].map((arg) => redactor.redact(arg));
      const world = { redactor, watchdog, lingerMs };
      return runChild(await locate(command, argv), args, argv, { env, ...options }, world);
    },
    async ask(command, args, options = {}) {
      const argv = [command, ...args].map((arg) => redactor.redact(arg));
      const { cwd } = options;
      if (cwd !== undefined && !existsSync(cwd)) throw missingFolder(cwd, argv, undefined);
      const asked = await askProgram(await locate(command, argv), args, {
        ...options,
        env: options.env ?? env,
      });
      const failure = failureOf(argv, asked.result, asked.options, redactor, asked.ending);
      if (failure !== undefined) throw failure;
      return asked.result;
    },
  };
}

async function runChild(
  file: string,
  args: readonly string[],
  argv: readonly string[],
  options: ExecOptions,
  {
    redactor,
    watchdog,
    lingerMs,
  }: Pick<ProcessExecOptions, 'redactor' | 'lingerMs'> & { readonly watchdog: Watchdog },
): Promise<ExecResult> {
  if (options.signal?.aborted === true) throw new CancelledError(`starting ${argv[0]}`);
  const started = performance.now();
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32', // its own group, so that grandchildren end with it
  });
  const output = collectOutput(child, options, redactor);
  const guard = guardChild(child, options, lingerMs);
  const release = child.pid === undefined ? undefined : watchdog.watch(child.pid);
  child.stdin?.on('error', () => {}); // a child may end without reading its input
  feed(child, options.input);
  try {
    const { exitCode, signal } = await ended(child, argv, options.cwd);
    const result = { exitCode: exitCode ?? -1, ...output(), durationMs: performance.now() - started };
    const failure = failureOf(argv, result, options, redactor, { signal, stopped: guard.stopped() });
    if (failure !== undefined) throw failure;
    return result;
  } finally {
    guard.dispose();
    release?.();
  }
}

function feed({ stdin }: ChildProcess, input: ExecOptions['input']): void {
  if (stdin === null) return;
  if (typeof input === 'object' && Symbol.asyncIterator in input) Readable.from(input).pipe(stdin);
  else stdin.end(input);
}

/** Results are data and stay as they are; what goes into an error is for people and is redacted. */
function failureOf(
  argv: readonly string[],
  result: ExecResult,
  options: ExecOptions,
  redactor: Redactor,
  ending: Ending,
): FairleadError | undefined {
  if (execFailure(argv, result, options, ending) === undefined) return undefined;
  const [stdout, stderr] = [redactor.redact(result.stdout), redactor.redact(result.stderr)];
  return execFailure(argv, { ...result, stdout, stderr }, options, ending);
}

function ended(
  child: ChildProcess,
  argv: readonly string[],
  cwd: string | undefined,
): Promise<{ readonly exitCode: number | null; readonly signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT' && error.code !== 'EACCES') return reject(error);
      const folderIsMissing = cwd !== undefined && !existsSync(cwd); // spawn says ENOENT for this too
      reject(folderIsMissing ? missingFolder(cwd, argv, error) : missingProgram(argv[0] ?? '', argv, error));
    });
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}
