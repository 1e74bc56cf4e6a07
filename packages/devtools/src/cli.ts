import { errorMessage, FairleadError } from '@fairlead/core';
import { commands } from './commands/index.ts';
import { Problem } from './problem.ts';

/** Entry of the development tools: `cli.ts COMMAND …`. */
async function main([name = 'help', ...args]: readonly string[]): Promise<number> {
  const command = commands.find((known) => known.name === name);
  if (command !== undefined) return (await command.load())(args);
  const width = Math.max(...commands.map((known) => known.usage.length));
  if (name !== 'help') console.error(`fairlead: there is no command "${name}"`);
  for (const { usage, summary } of commands) console.log(`  ${usage.padEnd(width)}  ${summary}`);
  return name === 'help' ? 0 : 2;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const expected = error instanceof Problem || (error instanceof FairleadError && error.kind !== 'internal');
  console.error(`fairlead: ${expected ? errorMessage(error) : ((error as Error).stack ?? error)}`);
  if (error instanceof FairleadError && error.hint !== undefined) console.error(`hint: ${error.hint}`);
  process.exitCode = 1;
}
