import { classifyError, ExternalError, type FairleadError } from '@fairlead/core';

/** The error for a place that cannot be written to; `what` says what that stopped. */
export function outputFailed(what: string, cause: unknown): FairleadError {
  const { code, message, hint } = classifyError(cause);
  if (code === 'DISK_FULL')
    return new ExternalError({ code: 'DISK_FULL', message: `${what}: ${message}`, hint, cause });
  return new ExternalError({
    code: 'BUILD_OUTPUT_FAILED',
    message: `${what}: ${message.replace(/^unexpected error: /, '')}`,
    hint: 'set output to a folder that this job may write to',
    cause,
  });
}
