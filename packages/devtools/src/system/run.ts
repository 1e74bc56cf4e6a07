import { type ChildProcess, spawn } from 'node:child_process';
import { lineSplitter } from '@fairlead/core';

/** How a program is run. */
export interface RunOptions {
  readonly cwd: string;
  /** The whole environment; default: our own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called with each whole line of either stream, as it arrives. */
  readonly onLine?: (line: string) => void;
  /** Aborting ends the program. */
  readonly signal?: AbortSignal;
}

/** What a program left behind. */
export interface RunResult {
  /** Exit code; 128 + number when a signal ended it. */
  readonly code: number;
  /** Standard output and error in the order of arrival. */
  readonly output: string;
  readonly seconds: number;
}

const running = new Set<ChildProcess>();

/** Passes a signal on to every program that is running. */
export function signalAll(signal: NodeJS.Signals): void {
  for (const child of running) child.kill(signal);
}

/** How many programs are running. */
export function runningPrograms(): number {
  return running.size;
}

/** Runs a program to its end, without a shell. Rejects only when it cannot be started. */
export function run(argv: readonly [string, ...string[]], options: RunOptions): Promise<RunResult> {
  const started = performance.now();
  const [command, ...args] = argv;
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...(options.env ?? process.env) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  options.signal?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    const feed = lineSplitter((line) => options.onLine?.(line));
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      output += chunk;
      feed.push(chunk);
    });
    stream.on('end', feed.end);
  }
  return new Promise<RunResult>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      done({ code: code ?? 128, output, seconds: (performance.now() - started) / 1000 });
    });
  }).finally(() => running.delete(child));
}
