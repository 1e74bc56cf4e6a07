import { outliveReaders } from '@fairlead/core';
import { EXIT } from './commands/command.ts';
import { runCommand } from './run-command.ts';
import { tellUnexpected } from './tell-unexpected.ts';
import { processTerminal } from './terminal/terminal.ts';

/** What the entry starts: all of the program in one bundle. */
export async function start(args: readonly string[]): Promise<void> {
  outliveReaders();
  try {
    process.exitCode = await runCommand(args, processTerminal());
  } catch (thrown) {
    process.stderr.write(`${tellUnexpected(thrown, process.env)}\n`);
    process.exitCode = EXIT.failed;
  }
}
