import { ExternalError } from '@fairlead/core';

/** Somebody else changes the release at the same time: nothing to repair here, and worth another try. */
export function releaseIsBusy(
  message: string,
  hint: string = 'give the job a concurrency group, so that one run at a time deploys',
): ExternalError {
  return new ExternalError({
    code: 'HELM_BUSY',
    message,
    hint,
    retryable: true,
  });
}
