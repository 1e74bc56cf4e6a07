import { createHash } from 'node:crypto';
import { type Clock, ExternalError, FairleadError, type Http, type HttpResponse } from '@fairlead/core';
import type { RegistryCredentials } from '../credentials/registry-credentials.ts';
import { registryUrl } from '../reference/image-reference.ts';
import { authorize } from './authorize.ts';
import { type Challenge, parseChallenge } from './challenge.ts';
import { type ImageIndex, type ImageManifest, manifestMediaTypes, readManifest } from './manifest.ts';
import { registryError } from './registry-error.ts';
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

/** A manifest whose bytes were checked against its digest. */
export interface FetchedManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly manifest: ImageManifest | ImageIndex;
}

/**
 * Reads from one registry (OCI distribution specification).
 * Every method throws ExternalError with a code of `ociErrorCodes`, or CancelledError.
 */
export interface RegistryClient {
  readonly registry: string;
  /** Asks whether a registry answers at all; needs no credentials. Gives back what it wants for a login, if anything. */
  ping(): Promise<Challenge | undefined>;
  /** The digest that a tag or digest stands for, as the registry states it; undefined when it has none. */
  resolveDigest(repository: string, reference: string): Promise<string | undefined>;
  /** A manifest by tag or digest. */
  fetchManifest(repository: string, reference: string): Promise<FetchedManifest>;
  /** The parsed JSON of a small blob such as an image config. */
  fetchJsonBlob(repository: string, digest: string): Promise<unknown>;
}

const PING_TIMEOUT_MS = 5000;

/** A wrong name should be told soon, a hiccup should not end the run. */
const PING_RETRY: RetryPolicy = { attempts: 2, firstDelayMs: 1000, longestDelayMs: 5000 };

/** Makes a client; nothing is sent yet. */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const { registry } = options;
  const send = createSender(options);
  return {
    registry,
    ping: () => ping(options),
    async resolveDigest(repository, reference) {
      const path = `${repository}/manifests/${reference}`;
      const response = await send(repository, path, 'HEAD');
      if (response.status === 404) return undefined;
      if (response.status !== 200) throw registryError(registry, path, response);
      // older registries leave the header out: then the bytes say it
      return response.headers['docker-content-digest'] ?? sha256(await body(repository, path));
    },
    async fetchManifest(repository, reference) {
      const path = `${repository}/manifests/${reference}`;
      const response = await send(repository, path, 'GET');
      if (response.status !== 200) throw registryError(registry, path, response);
      const digest = checkedDigest(registry, path, response, reference);
      const manifest = readManifest(readJson(registry, path, response));
      if (manifest === undefined) throw unusable(registry, path, 'is not an image manifest');
      return { digest, mediaType: response.headers['content-type'] ?? '', manifest };
    },
    async fetchJsonBlob(repository, digest) {
      const path = `${repository}/blobs/${digest}`;
      const response = await send(repository, path, 'GET');
      if (response.status !== 200) throw registryError(registry, path, response);
      checkedDigest(registry, path, response, digest);
      return readJson(registry, path, response);
    },
  };

  async function body(repository: string, path: string): Promise<Uint8Array> {
    const response = await send(repository, path, 'GET');
    if (response.status !== 200) throw registryError(registry, path, response);
    return response.body;
  }
}

type Send = (repository: string, path: string, method: 'GET' | 'HEAD') => Promise<HttpResponse>;

/** Sends with retries, answering a challenge once per repository and keeping what it gave. */
function createSender(options: RegistryClientOptions): Send {
  const { http, clock, registry, credentials, signal } = options;
  const known = new Map<string, string>();
  return async (repository, path, method) => {
    const once = (): Promise<HttpResponse> => {
      const authorization = known.get(repository);
      const headers = { accept: manifestMediaTypes.join(', '), ...(authorization && { authorization }) };
      return http.send({ method, url: `${registryUrl(registry)}/v2/${path}`, headers, signal });
    };
    const patiently = (send: () => Promise<HttpResponse>): Promise<HttpResponse> =>
      sendWithRetry(send, clock, options.retry ?? defaultRetryPolicy, signal);
    const response = await patiently(once);
    if (response.status !== 401) return response;
    const challenge = parseChallenge(response.headers['www-authenticate'] ?? '');
    if (challenge === undefined) return response;
    const scope = `repository:${repository}:pull`;
    const request = { challenge, registry, credentials, scope, signal, patiently };
    known.set(repository, await authorize(http, request));
    return patiently(once);
  };
}

async function ping({
  http,
  clock,
  registry,
  signal,
}: RegistryClientOptions): Promise<Challenge | undefined> {
  const url = `${registryUrl(registry)}/v2/`;
  let response: HttpResponse;
  try {
    const once = (): Promise<HttpResponse> => http.send({ url, timeoutMs: PING_TIMEOUT_MS, signal });
    response = await sendWithRetry(once, clock, PING_RETRY, signal);
  } catch (error) {
    if (!(error instanceof FairleadError) || error.code !== 'HTTP_FAILED') throw error;
    const { message, hint } = error;
    throw new ExternalError({ code: 'REGISTRY_UNREACHABLE', message, hint, retryable: true, cause: error });
  }
  const { status, headers } = response;
  if (status === 401) return parseChallenge(headers['www-authenticate'] ?? '');
  if (status === 200 || status === 403 || status === 429) return undefined;
  const message =
    status >= 500
      ? `the registry at ${url} answers ${status}`
      : `${url} answers ${status}: what answers there is not a registry`;
  throw new ExternalError({ code: 'REGISTRY_UNREACHABLE', message, retryable: status >= 500 });
}

/** The digest of the received bytes, which must be the one that was asked for or stated. */
function checkedDigest(registry: string, path: string, response: HttpResponse, reference: string): string {
  const actual = sha256(response.body);
  const stated = response.headers['docker-content-digest'];
  const expected = reference.startsWith('sha256:') ? reference : stated;
  if (expected === undefined || !expected.startsWith('sha256:') || expected === actual) return actual;
  throw new ExternalError({
    code: 'DIGEST_MISMATCH',
    message: `${registry}/${path} has the digest ${actual}, not ${expected}`,
    hint: 'the answer was changed or cut on its way; look at proxies between the runner and the registry',
  });
}

function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function readJson(registry: string, path: string, response: HttpResponse): unknown {
  try {
    return response.json();
  } catch {
    throw unusable(registry, path, 'is not JSON');
  }
}

function unusable(registry: string, path: string, why: string): ExternalError {
  return new ExternalError({ code: 'REGISTRY_FAILED', message: `${registry}/${path} ${why}` });
}
