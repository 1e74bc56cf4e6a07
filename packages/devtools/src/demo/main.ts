import { errorMessage, FairleadError } from '@fairlead/core';
import { Problem } from '../problem.ts';
import { demo } from './demo.ts';

try {
  process.exitCode = await demo(process.argv.slice(2));
} catch (error) {
  console.error(`demo: ${describe(error)}`);
  if (error instanceof FairleadError && error.hint !== undefined) console.error(`hint: ${error.hint}`);
  process.exitCode = 1;
}

/** One line for what the person at the keyboard can put right; the stack for what is a bug of ours. */
function describe(error: unknown): string {
  if (error instanceof Problem || (error instanceof FairleadError && error.kind !== 'internal'))
    return errorMessage(error);
  const { code, path, stack } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC')
    return `the disk is full${path === undefined ? '' : ` at ${path}`}: free some space, then run it again`;
  return stack ?? String(error);
}
