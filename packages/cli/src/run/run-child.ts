import { spawn } from 'node:child_process';
import { readLines } from '@fairlead/core';

/** A program, and who listens to it. */
export interface ChildOptions {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  /** Calls back with each signal to hand on; gives what ends the listening. */
  readonly onSignal: (listener: (signal: NodeJS.Signals) => void) => () => void;
}

/**
 * Runs a program to its end; gives the exit code, 1 when a signal ended it. The program has a process group of its own:
 * a terminal sends Ctrl-C to all of a group, and then what is handed on would come twice.
 */
export function runChild({ argv, cwd, env, onLine, onSignal }: ChildOptions): Promise<number> {
  const [command, ...args] = argv;
  const child = spawn(command, args, {
    cwd,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const deaf = onSignal((signal) => void child.kill(signal));
  for (const stream of [child.stdout, child.stderr]) readLines(stream, onLine);
  return new Promise<number>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done(code ?? 1));
  }).finally(deaf);
}
