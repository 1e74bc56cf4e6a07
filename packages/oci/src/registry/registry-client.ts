import { createHash } from 'node:crypto';
import { ExternalError, FairleadError, type HttpResponse } from '@fairlead/core';
import { registryUrl } from '../reference/image-reference.ts';
import { askPushRight, type PushRight } from './ask-push-right.ts';
import { createAuthorizedSend, type RegistryClientOptions } from './authorized-send.ts';
import { type Challenge, parseChallenge } from './challenge.ts';
import { sendGuarded } from './guarded-send.ts';
import { type ImageIndex, type ImageManifest, manifestMediaTypes, readManifest } from './manifest.ts';
import { registryError } from './registry-error.ts';
import { type RetryPolicy, sendWithRetry } from './retry.ts';

/** A manifest whose bytes were checked against its digest. */
export interface FetchedManifest {
  readonly digest: string;
  readonly mediaType: string;
  readonly manifest: ImageManifest | ImageIndex;
  /** As the registry has it: what is put under another tag has the same digest. */
  readonly bytes: Uint8Array;
}

/**
 * Reads from one registry, and moves tags in it (OCI distribution specification).
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
  /** Lets a tag stand for a manifest that the repository holds already. */
  putTag(repository: string, tag: string, fetched: FetchedManifest): Promise<void>;
  /** Begins an upload and gives it up again: the only question that tells whether a push will be let in. */
  askPushRight(repository: string): Promise<PushRight>;
}

const PING_TIMEOUT_MS = 5000;

/** A wrong name should be told soon, a hiccup should not end the run. */
const PING_RETRY: RetryPolicy = { attempts: 2, firstDelayMs: 1000, longestDelayMs: 5000 };

/** Makes a client; nothing is sent yet. */
export function createRegistryClient(options: RegistryClientOptions): RegistryClient {
  const { registry } = options;
  const send = createAuthorizedSend(options);
  const read = (repository: string, path: string, method: 'GET' | 'HEAD'): Promise<HttpResponse> =>
    send({ repository, path, method, headers: { accept: manifestMediaTypes.join(', ') }, wants: 'pull' });
  return {
    registry,
    ping: () => ping(options),
    async resolveDigest(repository, reference) {
      const path = `${repository}/manifests/${reference}`;
      const response = await read(repository, path, 'HEAD');
      if (response.status === 404) return undefined;
      if (response.status !== 200) throw registryError(registry, path, response);
      // older registries leave the header out: then the bytes say it
      return response.headers['docker-content-digest'] ?? sha256(await body(repository, path));
    },
    async fetchManifest(repository, reference) {
      const path = `${repository}/manifests/${reference}`;
      const response = await read(repository, path, 'GET');
      if (response.status !== 200) throw registryError(registry, path, response);
      const digest = checkedDigest(registry, path, response, reference);
      const manifest = readManifest(readJson(registry, path, response));
      if (manifest === undefined) throw unusable(registry, path, 'is not an image manifest');
      const mediaType = response.headers['content-type'] ?? '';
      return { digest, mediaType, manifest, bytes: response.body };
    },
    async fetchJsonBlob(repository, digest) {
      const path = `${repository}/blobs/${digest}`;
      const response = await read(repository, path, 'GET');
      if (response.status !== 200) throw registryError(registry, path, response);
      checkedDigest(registry, path, response, digest);
      return readJson(registry, path, response);
    },
    async putTag(repository, tag, { bytes, mediaType }) {
      const path = `${repository}/manifests/${tag}`;
      const headers = { 'content-type': mediaType };
      const response = await send({
        repository,
        path,
        method: 'PUT',
        headers,
        body: bytes,
        wants: 'pull,push',
      });
      if (response.status < 200 || response.status > 299) throw registryError(registry, path, response);
    },
    askPushRight: (repository) => askPushRight(send, registry, repository),
  };

  async function body(repository: string, path: string): Promise<Uint8Array> {
    const response = await read(repository, path, 'GET');
    if (response.status !== 200) throw registryError(registry, path, response);
    return response.body;
  }
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
    const once = (): Promise<HttpResponse> =>
      sendGuarded(http, { url, timeoutMs: PING_TIMEOUT_MS, signal }, { registry, redirects: 'any-origin' });
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
    code: 'REGISTRY_DIGEST_MISMATCH',
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
