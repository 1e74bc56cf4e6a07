import { diskFull, isDiskFull } from './disk-full.ts';
import { FairleadError } from './fairlead-error.ts';
import { CancelledError, InternalError } from './kinds.ts';

/** Turns anything thrown into a FairleadError; what nobody expected is an internal error. */
export function classifyError(thrown: unknown): FairleadError {
  if (thrown instanceof FairleadError) return thrown;
  const message = errorMessage(thrown);
  if (isDiskFull(thrown)) return diskFull(thrown);
  return new InternalError({
    code: 'INTERNAL',
    message: `unexpected error: ${message}`,
    hint: 'this is a bug; please open an issue at https://github.com/fairlead-actions/fairlead/issues with the log',
    cause: thrown,
  });
}

/** The same for code that was handed our signal: libraries throw their own kind of abort. */
export function classifyThrown(thrown: unknown, signal: AbortSignal): FairleadError {
  const isAbort = thrown instanceof Error && thrown.name === 'AbortError';
  return signal.aborted && isAbort ? new CancelledError('working') : classifyError(thrown);
}

/** The text of anything thrown. */
export function errorMessage(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
