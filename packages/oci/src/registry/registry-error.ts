import { ExternalError, type HttpResponse } from '@fairlead/core';
import { isTransient } from './retry.ts';

/** Turns an answer that is no success into one line that says what the registry said. */
export function registryError(registry: string, path: string, response: HttpResponse): ExternalError {
  const { status } = response;
  const what = `${registry} answered ${status} for ${path}${errorText(response)}`;
  if (status === 401 || status === 403) {
    const hint = 'the credentials lack the right to this repository; for ghcr.io grant `packages: write`';
    return new ExternalError({ code: 'REGISTRY_DENIED', message: what, hint });
  }
  if (status === 404) {
    const hint = 'check name, tag and digest; a push that failed leaves no tag';
    return new ExternalError({ code: 'REGISTRY_MANIFEST_UNKNOWN', message: what, hint });
  }
  if (isTransient(status)) {
    const hint = 'run the job again later; when it stays, look at the registry';
    return new ExternalError({ code: 'REGISTRY_BUSY', message: what, hint, retryable: true });
  }
  const hint = 'look at proxies between the runner and the registry';
  return new ExternalError({ code: 'REGISTRY_FAILED', message: what, hint });
}

/** Longer words of a registry are cut. */
const LONGEST_WORDS = 500;

/** What the registry said, after a colon; the specification's body is `{"errors":[{"code","message"}]}`. */
export function errorText(response: HttpResponse): string {
  try {
    const { errors } = response.json() as { errors?: readonly { code?: unknown; message?: unknown }[] };
    const [first] = errors ?? [];
    const said = [first?.code, first?.message].filter((part) => typeof part === 'string' && part !== '');
    return said.length === 0 ? '' : `: ${said.join(', ').slice(0, LONGEST_WORDS)}`;
  } catch {
    return ''; // HEAD has no body, and proxies answer with pages
  }
}
