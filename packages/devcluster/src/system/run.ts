import { spawn } from 'node:child_process';
import { lineSplitter, ToolError } from '@fairlead/core';
import { SYSTEM_PATH } from './programs.ts';

/** What to do when a disk is full. */
export const DISK_FULL: string =
  'the disk is full: free some space, or move the cache (--cache-dir) or the state (XDG_STATE_HOME)';

/** How a short command is run. */
export interface RunOptions {
  readonly cwd?: string | undefined;
  /** The whole environment of the child; default: ours, and the system's programs at the end of its PATH. */
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** Text for standard input; without it there is none. */
  readonly input?: string | Buffer | undefined;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Receives each line of output, standard error included, as it comes. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** Exit codes other than 0 that are not failures. */
  readonly allowedCodes?: readonly number[] | undefined;
}

/** What a command that ran to its end left. */
export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end, without a shell.
 * Throws ToolError when it is missing, fails, is killed or takes too long.
 */
export function run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const [file = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.cwd ?? '/',
      env: options.env ?? ownEnvironment(),
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      ...(options.signal === undefined ? {} : { signal: options.signal, killSignal: 'SIGTERM' as const }),
      ...(options.timeoutMs === undefined
        ? {}
        : { timeout: options.timeoutMs, killSignal: 'SIGKILL' as const }),
    });
    const stdout = collect(child.stdout, options.onLine);
    const stderr = collect(child.stderr, options.onLine);
    if (options.input !== undefined) {
      child.stdin?.on('error', () => {});
      child.stdin?.end(options.input);
    }
    child.on('error', (cause) => reject(startFailure(argv, cause)));
    child.on('close', (code, signal) => {
      const result = { code: code ?? -1, stdout: stdout(), stderr: stderr() };
      if (code === 0 || options.allowedCodes?.includes(code ?? -1)) resolve(result);
      else reject(endFailure(argv, code, signal, result, options.timeoutMs));
    });
  });
}

/** A root that became root by `su` has no `sbin` on its PATH. */
function ownEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: [process.env.PATH ?? '', SYSTEM_PATH].filter(Boolean).join(':') };
}

function collect(stream: NodeJS.ReadableStream | null, onLine?: (line: string) => void): () => string {
  let text = '';
  const lines = lineSplitter((line) => onLine?.(line));
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => {
    text += chunk;
    lines.push(chunk);
  });
  stream?.on('end', lines.end);
  return () => text;
}

function startFailure(argv: readonly string[], cause: NodeJS.ErrnoException): ToolError {
  const missing = cause.code === 'ENOENT';
  return new ToolError({
    code: missing ? 'TOOL_MISSING' : 'TOOL_FAILED',
    message: missing ? `program ${JSON.stringify(argv[0])} is not on PATH` : `${argv[0]}: ${cause.message}`,
    hint: missing ? `install ${argv[0]}` : undefined,
    argv,
    cause,
  });
}

function endFailure(
  argv: readonly string[],
  code: number | null,
  signal: string | null,
  result: RunResult,
  timeoutMs: number | undefined,
): ToolError {
  const lastLines = `${result.stdout}\n${result.stderr}`
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(-15);
  const how = code === null ? `was ended by ${signal}` : `failed with exit code ${code}`;
  const limit = signal === 'SIGKILL' && timeoutMs !== undefined ? ` (limit ${timeoutMs / 1000} s)` : '';
  const full = lastLines.some((line) => line.toLowerCase().includes('no space left on device'));
  return new ToolError({
    hint: full ? DISK_FULL : undefined,
    code: code === null ? 'TOOL_KILLED' : 'TOOL_FAILED',
    message: `${argv.slice(0, 4).join(' ')} ${how}${limit}: ${lastLines.at(-1) ?? 'it printed nothing'}`,
    argv,
    exitCode: code ?? undefined,
    signal: signal ?? undefined,
    lastLines,
  });
}
