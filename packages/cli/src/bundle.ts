import { outliveReaders } from '@fairlead/core';
import { runCommand } from './run-command.ts';
import { processTerminal } from './terminal/terminal.ts';

/** What the entry starts: all of the program in one bundle. */
export async function start(args: readonly string[]): Promise<void> {
  outliveReaders();
  process.exitCode = await runCommand(args, processTerminal());
}
