import { ExternalError, type HttpResponse } from '@fairlead/core';
import { isTransient } from './retry.ts';

/** Turns an answer that is no success into one line that says what the registry said. */
export function registryError(registry: string, path: string, response: HttpResponse): ExternalError {
  const { status } = response;
  const said = errorText(response);
  const what = `${registry} answered ${status} for ${path}${said === '' ? '' : `: ${said}`}`;
  if (status === 401 || status === 403) {
    const hint =
      'the credentials lack the right to read this repository; for ghcr.io grant `packages: write`';
    return new ExternalError({ code: 'REGISTRY_DENIED', message: what, hint });
  }
  if (status === 404) {
    const hint = 'check name, tag and digest; a push that failed leaves no tag';
    return new ExternalError({ code: 'MANIFEST_UNKNOWN', message: what, hint });
  }
  if (isTransient(status)) {
    const hint = 'run the job again later; when it stays, look at the registry';
    return new ExternalError({ code: 'REGISTRY_BUSY', message: what, hint, retryable: true });
  }
  const hint = 'look at proxies between the runner and the registry';
  return new ExternalError({ code: 'REGISTRY_FAILED', message: what, hint });
}

/** The specification's error body: `{"errors":[{"code","message"}]}`. */
function errorText(response: HttpResponse): string {
  try {
    const { errors } = response.json() as { errors?: readonly { code?: unknown; message?: unknown }[] };
    const first = errors?.[0];
    return [first?.code, first?.message].filter((part) => typeof part === 'string' && part !== '').join(', ');
  } catch {
    return ''; // HEAD has no body, and proxies answer with pages
  }
}
