import { delimiter, join } from 'node:path';
import type { Exec } from '@fairlead/core';
import type { GoRun } from '@fairlead/go';

/** Runs the go command of a folder wherever `go` is asked for, also by programs that it starts. Nothing outlives the step. */
export function useGo(run: GoRun, root: string, settings: Readonly<Record<string, string>> = {}): GoRun {
  const bin = join(root, 'bin');
  const program = join(bin, process.platform === 'win32' ? 'go.exe' : 'go');
  const named = (command: string): string => (command === 'go' ? program : command);
  const exec: Exec = {
    run: (command, ...rest) => run.exec.run(named(command), ...rest),
    ask: (command, ...rest) => run.exec.ask(named(command), ...rest),
    find: async (command) => (command === 'go' ? program : run.exec.find(command)),
  };
  const { GOROOT: _, ...env } = run.env; // that of another Go
  const path = [bin, env['PATH'] ?? ''].filter((part) => part !== '').join(delimiter);
  return { ...run, exec, env: { ...env, PATH: path, ...settings } };
}
