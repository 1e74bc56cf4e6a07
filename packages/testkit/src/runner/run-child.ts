import { type ChildProcess, spawn } from 'node:child_process';
import { readLines } from '@fairlead/core';

/** How a child ended, and what it printed. */
export interface ChildResult {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Standard output and error in the order of arrival. */
  readonly log: string;
}

/** A child that runs, or has run. */
export interface RunningChild {
  readonly process: ChildProcess;
  readonly ended: Promise<ChildResult>;
  /** The first line that fits, also one that came before; rejects when the child ends without it. */
  waitFor(pattern: RegExp): Promise<string>;
  /** Sends each signal after its milliseconds, one after the other, until the child has ended. */
  escalate(steps: readonly (readonly [NodeJS.Signals, number])[]): void;
}

/** Starts a program and reads both its streams line by line. */
export function runChild(
  argv: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  onLine: (line: string, child: ChildProcess) => void,
): RunningChild {
  const child = spawn(argv[0] ?? '', argv.slice(1), {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let waiting: { readonly pattern: RegExp; readonly found: (line: string) => void }[] = [];
  let log = '';
  const say = (line: string): void => {
    lines.push(line);
    for (const entry of waiting.filter(({ pattern }) => pattern.test(line))) entry.found(line);
    waiting = waiting.filter(({ pattern }) => !pattern.test(line));
    onLine(line, child);
  };
  for (const stream of [child.stdout, child.stderr]) {
    readLines(stream, say, (text) => {
      log += text;
    });
  }
  const ended = new Promise<ChildResult>((done, fail) => {
    child.once('error', fail);
    child.once('close', (exitCode, signal) => done({ exitCode, signal, log }));
  });
  const escalate = ([next, ...later]: readonly (readonly [NodeJS.Signals, number])[]): void => {
    if (next === undefined) return;
    const [signal, ms] = next;
    const timer = setTimeout(() => {
      child.kill(signal);
      escalate(later);
    }, ms);
    child.once('close', () => clearTimeout(timer));
  };
  return {
    process: child,
    ended,
    escalate,
    waitFor: (pattern) =>
      new Promise((found, fail) => {
        const early = lines.find((line) => pattern.test(line));
        if (early !== undefined) return found(early);
        waiting.push({ pattern, found });
        ended.then(() => fail(new Error(`it ended without a line like ${pattern}:\n${log}`)), fail);
      }),
  };
}
