import { ExternalError, type Http, type HttpResponse } from '@fairlead/core';
import { basicAuthorization, type RegistryCredentials } from '../credentials/registry-credentials.ts';
import { isLoopbackRegistry } from '../reference/image-reference.ts';
import type { Challenge } from './challenge.ts';
import { sendGuarded } from './guarded-send.ts';
import { isTransient } from './retry.ts';

/** One answer to a challenge. */
export interface AuthorizationRequest {
  readonly challenge: Challenge;
  readonly registry: string;
  readonly credentials: RegistryCredentials | undefined;
  /** What is wanted; a challenge that names more or something else is followed, one that names less is not. */
  readonly scope: string;
  readonly signal?: AbortSignal | undefined;
  /** Sends with the patience that the caller has. */
  readonly patiently: (send: () => Promise<HttpResponse>) => Promise<HttpResponse>;
}

/**
 * Turns a challenge into the value of an `Authorization` header, asking the token service where there is one.
 * Follows the distribution project's token authentication specification.
 *
 * @throws ExternalError REGISTRY_DENIED, REGISTRY_BUSY or REGISTRY_FAILED
 */
export async function authorize(http: Http, request: AuthorizationRequest): Promise<string> {
  const { challenge, credentials, registry } = request;
  if (challenge.scheme === 'basic') {
    if (credentials?.kind === 'basic') return basicAuthorization(credentials.username, credentials.password);
    throw denied(registry, 'wants a user name and password');
  }
  refuseUnsafeRealm(registry, challenge.realm);
  const response = await request.patiently(() => askTokenService(http, challenge, request));
  if (response.status === 401 || response.status === 403) {
    throw denied(registry, `refused the credentials (token service: ${response.status})`);
  }
  const token = response.status === 200 ? readToken(response) : undefined;
  if (token === undefined) {
    const message = `the token service of ${registry} answered ${response.status} without a token`;
    const retryable = isTransient(response.status);
    throw new ExternalError({ code: retryable ? 'REGISTRY_BUSY' : 'REGISTRY_FAILED', message, retryable });
  }
  return `Bearer ${token}`;
}

/**
 * Credentials leave the runner only over TLS; plain http is for loopback alone, and only a registry of this machine may name
 * it: another would have us ask a service of the runner's own.
 */
function refuseUnsafeRealm(registry: string, realm: string): void {
  const url = new URL(realm);
  const isHere = isLoopbackRegistry(url.host);
  if (isHere ? isLoopbackRegistry(registry) : url.protocol === 'https:') return;
  const message = `${registry} sends credentials to ${url.origin}, which is ${isHere ? 'the runner itself' : 'not https'}`;
  throw new ExternalError({ code: 'REGISTRY_FAILED', message, hint: 'give the token service a certificate' });
}

function askTokenService(
  http: Http,
  challenge: Extract<Challenge, { scheme: 'bearer' }>,
  { registry, credentials, scope, signal }: AuthorizationRequest,
): Promise<HttpResponse> {
  const redirects = credentials === undefined ? 'any-origin' : 'same-origin';
  const rules = { registry, redirects } as const;
  const parameters = new URLSearchParams();
  if (challenge.service !== undefined) parameters.set('service', challenge.service);
  parameters.set('scope', scopeFor(challenge.scope, scope));
  if (credentials?.kind === 'identity-token') {
    parameters.set('grant_type', 'refresh_token');
    parameters.set('client_id', 'fairlead');
    parameters.set('refresh_token', credentials.token);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = parameters.toString();
    return sendGuarded(http, { method: 'POST', url: challenge.realm, headers, body, signal }, rules);
  }
  const url = new URL(challenge.realm);
  for (const [name, value] of parameters) url.searchParams.set(name, value);
  const headers =
    credentials === undefined
      ? {}
      : { authorization: basicAuthorization(credentials.username, credentials.password) };
  return sendGuarded(http, { url: url.toString(), headers, signal }, rules);
}

/** Registries that name the right to read although writing was asked for would give a token that is refused. */
function scopeFor(named: string | undefined, wanted: string): string {
  if (named === undefined) return wanted;
  return wanted.endsWith('push') && !/\bpush\b/.test(named) ? wanted : named;
}

function readToken(response: HttpResponse): string | undefined {
  try {
    const body = response.json() as { token?: unknown; access_token?: unknown };
    const token = body.token ?? body.access_token;
    return typeof token === 'string' && token !== '' ? token : undefined;
  } catch {
    return undefined; // not JSON: no token either
  }
}

function denied(registry: string, why: string): ExternalError {
  const hint = 'give registry-username and registry-password, or log in to the registry in an earlier step';
  return new ExternalError({ code: 'REGISTRY_DENIED', message: `${registry} ${why}`, hint });
}
