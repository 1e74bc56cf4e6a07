import { ExternalError, errorMessage } from '@fairlead/core';

/** The error for a place that cannot be written to; `what` says what that stopped. */
export function outputFailed(what: string, cause: unknown): ExternalError {
  return new ExternalError({
    code: 'BUILD_OUTPUT_FAILED',
    message: `${what}: ${errorMessage(cause)}`,
    hint: 'set output to a folder that this job may write to, and see that the disk has room',
    cause,
  });
}
