import { suggestWord } from '@fairlead/core';
import { type Command, EXIT, UsageError } from './commands/command.ts';
import { renderHelp } from './commands/help.ts';
import { commands as allCommands } from './commands/registry.ts';
import { readVersion } from './read-version.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Runs what a command line asks for; gives the exit code. */
export async function runCommand(
  args: readonly string[],
  terminal: Terminal,
  commands: readonly Command[] = allCommands,
): Promise<number> {
  const [first = 'help', ...rest] = args;
  if (VERSION.includes(first)) return tellVersion(terminal);
  const asksForHelp = ['help', '--help', '-h'].includes(first);
  const name = asksForHelp ? rest[0] : first;
  if (name === undefined) {
    terminal.out(renderHelp(commands));
    return EXIT.fine;
  }
  const command = commands.find((known) => known.name === name);
  if (command === undefined) {
    terminal.err(`fairlead: ${unknownCommand(name, commands)}`);
    return EXIT.usage;
  }
  try {
    return await (await command.load())(asksForHelp ? ['--help'] : rest, terminal);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    for (const problem of error.problems) terminal.err(`fairlead ${command.name}: ${oneLine(problem)}`);
    const asked = [command.name, error.about].filter((word) => word !== '').join(' ');
    terminal.err(`fairlead ${asked} --help says what is allowed`);
    return EXIT.usage;
  }
}

const VERSION = ['version', '--version', '-V'];

function tellVersion(terminal: Terminal): number {
  const version = readVersion(terminal.program);
  if (version === undefined) {
    terminal.err(`fairlead: ${terminal.program} has no package.json that says the version`);
    return EXIT.failed;
  }
  terminal.out(`fairlead ${version}`);
  return EXIT.fine;
}

function unknownCommand(name: string, commands: readonly Command[]): string {
  const known = commands.map((command) => command.name);
  const near = suggestWord(name, [...known, 'version', '--version', '--help']);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  return `there is no command ${JSON.stringify(name)}${meant} (allowed: ${[...known, 'version', 'help'].join(', ')})`;
}

/** Names of files and folders may hold anything: they stay on their line, and give no orders to the terminal. */
function oneLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}
