import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EXIT, runCommand, type Terminal } from '@fairlead/cli';
import { expect } from 'vitest';
import { writeTree } from './write-tree.ts';

const execute = promisify(execFile);

/** Runs the program in a folder, from its sources; gives its exit code and all that it said. */
export async function runProgram(
  args: readonly string[],
  cwd: string,
): Promise<{ code: number; text: string }> {
  const text: string[] = [];
  const say = (line: string): void => void text.push(line);
  const terminal: Terminal = {
    out: say,
    write: say,
    err: say,
    cwd,
    program: cwd,
    self: ['fairlead'],
    env: { PATH: process.env['PATH'], HOME: cwd },
    columns: undefined,
    onSignal: () => () => {},
  };
  const code = await runCommand(args, terminal);
  return { code, text: text.join('\n') };
}

/** A git repository of these files, with what `fairlead init` adds; gives its folder. */
export async function initialised(
  files: Readonly<Record<string, string>>,
  ...options: readonly string[]
): Promise<string> {
  const folder = await writeTree(files);
  await execute('git', ['-C', folder, 'init', '--quiet']);
  const { code, text } = await runProgram(['init', ...options], folder);
  expect(code, text).toBe(EXIT.fine);
  return folder;
}
