import { errorMessage, FairleadError } from '@fairlead/core';
import { Problem } from '../problem.ts';
import { demo } from './demo.ts';

try {
  process.exitCode = await demo(process.argv.slice(2));
} catch (error) {
  const expected = error instanceof Problem || (error instanceof FairleadError && error.kind !== 'internal');
  console.error(`demo: ${expected ? errorMessage(error) : ((error as Error).stack ?? error)}`);
  if (error instanceof FairleadError && error.hint !== undefined) console.error(`hint: ${error.hint}`);
  process.exitCode = 1;
}
