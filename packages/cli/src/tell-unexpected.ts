import { errorMessage, FairleadError } from '@fairlead/core';

const BUG =
  'this is a bug; please open an issue at https://github.com/fairlead-actions/fairlead/issues (RUNNER_DEBUG=1 shows where it happened)';

/** What a user is told of an error that no command has a word for: one line, and where it was thrown only when asked. */
export function tellUnexpected(thrown: unknown, env: Readonly<Record<string, string | undefined>>): string {
  const stack = env['RUNNER_DEBUG'] === '1' && thrown instanceof Error ? `\n${thrown.stack}` : '';
  if (isOfTheSystem(thrown)) return `fairlead: ${errorMessage(thrown)}${stack}`;
  return `fairlead: unexpected error: ${errorMessage(thrown)}: ${BUG}${stack}`;
}

/** A file that cannot be read, a program that cannot be started: no bug of ours. */
function isOfTheSystem(thrown: unknown): boolean {
  return thrown instanceof FairleadError || (thrown instanceof Error && 'syscall' in thrown);
}
