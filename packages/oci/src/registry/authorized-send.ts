import type { Clock, Http, HttpRequest, HttpResponse } from '@fairlead/core';
import type { RegistryCredentials } from '../credentials/registry-credentials.ts';
import { registryUrl } from '../reference/image-reference.ts';
import { authorize } from './authorize.ts';
import { parseChallenge } from './challenge.ts';
import { sendGuarded } from './guarded-send.ts';
import { defaultRetryPolicy, type RetryPolicy, sendWithRetry } from './retry.ts';

/** What a client needs. */
export interface RegistryClientOptions {
  readonly http: Http;
  readonly clock: Clock;
  /** Host as in image names; loopback is spoken to over plain http. */
  readonly registry: string;
  readonly credentials?: RegistryCredentials | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly retry?: RetryPolicy | undefined;
}

/** A request to one repository of a registry. */
export interface RepositoryRequest extends Pick<HttpRequest, 'method' | 'body' | 'headers'> {
  readonly repository: string;
  /** Below `/v2/`, or the absolute URL of something at the registry itself. */
  readonly path: string;
  readonly wants: 'pull' | 'pull,push';
}

/** Sends with retries, answering a challenge once for each repository and right, and keeping what it gave. */
export type AuthorizedSend = (request: RepositoryRequest) => Promise<HttpResponse>;

/** Makes a sender; nothing is sent yet. */
export function createAuthorizedSend(options: RegistryClientOptions): AuthorizedSend {
  const { http, clock, registry, credentials, signal } = options;
  const known = new Map<string, string>();
  const patiently = (send: () => Promise<HttpResponse>): Promise<HttpResponse> =>
    sendWithRetry(send, clock, options.retry ?? defaultRetryPolicy, signal);
  return async ({ repository, path, wants, ...request }) => {
    const scope = `repository:${repository}:${wants}`;
    const url = URL.canParse(path) ? path : `${registryUrl(registry)}/v2/${path}`;
    const once = (): Promise<HttpResponse> => {
      const authorization = known.get(scope);
      const headers = { ...request.headers, ...(authorization === undefined ? {} : { authorization }) };
      return sendGuarded(http, { ...request, url, headers, signal }, { registry, redirects: 'any-origin' });
    };
    const response = await patiently(once);
    if (response.status !== 401) return response;
    const challenge = parseChallenge(response.headers['www-authenticate'] ?? '');
    if (challenge === undefined) return response;
    known.set(scope, await authorize(http, { challenge, registry, credentials, scope, signal, patiently }));
    return patiently(once);
  };
}
