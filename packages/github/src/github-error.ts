import { CancelledError, ExternalError, errorMessage, type FairleadError } from '@fairlead/core';

/** What was asked, and the permission of the job's token that it takes. */
export interface Asked {
  readonly route: string;
  /** As a workflow writes it: `deployments: write`. */
  readonly permission: string;
  readonly signal: AbortSignal;
}

/** What a failed call means, with the permission that may be missing. */
export function toGithubError(error: unknown, { route, permission, signal }: Asked): FairleadError {
  if (signal.aborted) return new CancelledError('asking GitHub');
  const what = `GitHub did not take ${route.replaceAll(/\{(\w+)\}/g, '$1')}`;
  const status = (error as { readonly status?: unknown }).status;
  const said = errorMessage(error);
  if (typeof status !== 'number' || status >= 500 || isLimit(status, said)) {
    return new ExternalError({
      code: 'GITHUB_UNREACHABLE',
      message: `${what}: ${said}`,
      hint: 'run the job again later',
      retryable: true,
      cause: error,
    });
  }
  const lacks = status === 401 || status === 403 || status === 404;
  return new ExternalError({
    code: 'GITHUB_REFUSED',
    message: `${what}: ${status} ${said}`,
    hint: lacks ? `give the job \`permissions: { ${permission} }\`` : 'see the documentation of this call',
    retryable: false,
    cause: error,
  });
}

function isLimit(status: number, said: string): boolean {
  return status === 429 || (status === 403 && /rate limit/i.test(said));
}
