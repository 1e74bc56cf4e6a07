import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { CancelledError, ToolError } from '../errors/kinds.ts';
import type { Exec, ExecOptions, ExecResult } from '../ports/exec.ts';
import { formatDuration } from '../util/duration.ts';
import type { Redactor } from '../util/mask.ts';

const DEFAULT_KILL_AFTER_MS = 5000;
const LAST_LINES = 20;

/** What a process runner needs to know. */
export interface ProcessExecOptions {
  /** Environment given to every child that names none of its own. */
  readonly env: Readonly<Record<string, string>>;
  readonly redactor: Redactor;
}

/** How a child ended, beside what it printed. */
interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Runs real processes: no shell, own process group, streamed and redacted output. */
export function createProcessExec({ env, redactor }: ProcessExecOptions): Exec {
  const find = (command: string): Promise<string | undefined> => findOnPath(command, env['PATH'] ?? '');
  return {
    find,
    async run(command, args, options = {}) {
      const argv = [command, ...args].map((arg) => redactor.redact(arg));
      const file = command.includes('/') ? command : await find(command);
      if (file === undefined) throw missing(command, argv);
      return runChild(file, args, argv, { env, ...options }, redactor);
    },
  };
}

async function runChild(
  file: string,
  args: readonly string[],
  argv: readonly string[],
  options: ExecOptions,
  redactor: Redactor,
): Promise<ExecResult> {
  if (options.signal?.aborted === true) throw new CancelledError(`starting ${argv[0]}`);
  const started = performance.now();
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const output = collectOutput(child, options, redactor);
  const guard = guardChild(child, options);
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.input);
  try {
    const ending = await ended(child, argv);
    const result: ExecResult = {
      exitCode: ending.exitCode ?? -1,
      ...output.finish(),
      durationMs: performance.now() - started,
    };
    throwIfFailed(argv, ending, result, guard.cause(), options);
    return result;
  } finally {
    guard.dispose();
  }
}

function ended(child: ChildProcess, argv: readonly string[]): Promise<Ending> {
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? '';
      reject(code === 'ENOENT' || code === 'EACCES' ? missing(argv[0] ?? '', argv, error) : error);
    });
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
}

function collectOutput(child: ChildProcess, options: ExecOptions, redactor: Redactor) {
  const streams = (['stdout', 'stderr'] as const).map((name) => {
    const decoder = new StringDecoder('utf8');
    const chunks: string[] = [];
    let rest = '';
    const keep = name === 'stderr' || options.discardStdout !== true;
    const feed = (text: string): void => {
      if (keep) chunks.push(text);
      if (options.onLine === undefined) return;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) options.onLine(redactor.redact(line.replace(/\r$/, '')), name);
    };
    child[name]?.on('data', (chunk: Buffer) => feed(decoder.write(chunk)));
    const finish = (): string => {
      feed(decoder.end());
      if (rest !== '') options.onLine?.(redactor.redact(rest), name);
      return chunks.join('');
    };
    return finish;
  });
  return {
    finish: () => ({ stdout: streams[0]?.() ?? '', stderr: streams[1]?.() ?? '' }),
  };
}

/** Ends the child's whole process group on abort or timeout: politely first, then for good. */
function guardChild(child: ChildProcess, options: ExecOptions) {
  let cause: 'timeout' | 'abort' | undefined;
  const timers: NodeJS.Timeout[] = [];
  const end = (why: 'timeout' | 'abort'): void => {
    if (cause !== undefined) return;
    cause = why;
    signalGroup(child, 'SIGINT');
    timers.push(
      setTimeout(() => signalGroup(child, 'SIGKILL'), options.killAfterMs ?? DEFAULT_KILL_AFTER_MS),
    );
  };
  const onAbort = (): void => end('abort');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  if (options.timeoutMs !== undefined) timers.push(setTimeout(() => end('timeout'), options.timeoutMs));
  return {
    cause: () => cause,
    dispose: () => {
      for (const timer of timers) clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
    },
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    child.kill(signal); // the group is gone already, or was never one
  }
}

function throwIfFailed(
  argv: readonly string[],
  ending: Ending,
  result: ExecResult,
  cause: 'timeout' | 'abort' | undefined,
  options: ExecOptions,
): void {
  const name = argv[0]?.split('/').at(-1) ?? '';
  const lastLines = `${result.stdout}\n${result.stderr}`
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-LAST_LINES);
  if (cause === 'abort') throw new CancelledError(`running ${name}`);
  if (cause === 'timeout') {
    const limit = formatDuration(options.timeoutMs ?? 0);
    throw new ToolError({
      code: 'TOOL_TIMEOUT',
      message: `${name} did not end within ${limit}`,
      argv,
      lastLines,
    });
  }
  if (ending.signal !== null) {
    const message = `${name} was ended by ${ending.signal}`;
    throw new ToolError({ code: 'TOOL_KILLED', message, argv, signal: ending.signal, lastLines });
  }
  const okCodes = options.okCodes ?? [0];
  if (okCodes === 'any' || okCodes.includes(result.exitCode)) return;
  const reason = options.reason?.(result) ?? lastLines.at(-1) ?? 'it printed nothing';
  const message = `${name} ended with exit code ${result.exitCode}: ${reason}`;
  throw new ToolError({ code: 'TOOL_FAILED', message, argv, exitCode: result.exitCode, lastLines });
}

function missing(command: string, argv: readonly string[], cause?: unknown): ToolError {
  return new ToolError({
    code: 'TOOL_MISSING',
    message: `${command} is not on PATH`,
    hint: `install ${command} in an earlier step, or put its folder on PATH`,
    argv,
    cause,
  });
}

async function findOnPath(command: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter((part) => part !== '')) {
    const candidate = join(folder, command);
    try {
      await access(candidate, constants.X_OK);
      if ((await stat(candidate)).isFile()) return candidate;
    } catch {
      // not here: look in the next folder
    }
  }
  return undefined;
}
