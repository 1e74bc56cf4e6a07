import { CancelledError, FairleadError } from '@fairlead/core';

/** What is wrong with a tool or with what it works on. @throws what is no such trouble: the end of the whole run. */
export function troubleIn(error: unknown): FairleadError {
  if (error instanceof FairleadError && !(error instanceof CancelledError) && error.kind !== 'internal')
    return error;
  throw error;
}
