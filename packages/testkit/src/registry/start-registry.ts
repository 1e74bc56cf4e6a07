import type { IncomingMessage, ServerResponse } from 'node:http';
import { applyFault, createFaults, type Faults } from '../server/faults.ts';
import { listenOnLoopback, readBody, sendJson } from '../server/loopback.ts';
import { createRegistryStore, type RegistryStore } from './registry-store.ts';

/** What can be made to go wrong. */
export type RegistryOperation = 'ping' | 'token' | 'manifest' | 'blob' | 'put' | 'upload';

/** Who may read. */
export interface RegistryAuth {
  /** `basic`: user and password with each request. `bearer`: a token of the registry's own token service. */
  readonly scheme: 'basic' | 'bearer';
  readonly username: string;
  readonly password: string;
  /** A refresh token that the token service takes instead of user and password. */
  readonly identityToken?: string;
}

/** One request as it arrived. */
export interface RegistryRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
}

/** A registry that serves and takes manifests over a real socket (OCI distribution specification); blobs are only served. */
export interface RunningRegistry {
  /** `127.0.0.1:PORT`, as it stands in image names. */
  readonly registry: string;
  readonly store: RegistryStore;
  readonly faults: Faults<RegistryOperation>;
  readonly requests: readonly RegistryRequest[];
  /** Leave `Docker-Content-Digest` out of answers, as old registries do. */
  hideDigests(): void;
  /** The next reads of a tag find what it stood for before, as a replica that lags behind. */
  serveStale(tag: string, digest: string, times: number): void;
  /** Refuses to move a tag that stands for something, also for the same. */
  makeImmutable(): void;
  close(): Promise<void>;
}

const TOKEN = 'token-of-the-fake-registry';

/** Starts a registry on a free loopback port. */
export async function startRegistry(auth?: RegistryAuth): Promise<RunningRegistry> {
  const store = createRegistryStore();
  const faults = createFaults<RegistryOperation>();
  const requests: RegistryRequest[] = [];
  const state: State = { digests: true, immutable: false, stale: [] };
  const server = await listenOnLoopback(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const { authorization } = request.headers;
    requests.push({ method: request.method ?? '', path: url.pathname, authorization });
    const operation = operationOf(request.method ?? '', url.pathname);
    if (await applyFault(response, faults.take(operation))) return;
    if (operation === 'token') return answerToken(request, response, auth);
    if (!isAllowed(auth, authorization)) return challenge(request, response, auth, url.pathname);
    if (operation === 'ping') return sendJson(response, 200, {});
    if (operation === 'upload') return answerUpload(request, response, url.pathname);
    if (operation === 'put') return takeManifest(request, response, url.pathname, store, state);
    sendContent(request, response, url.pathname, store, state);
  });
  return {
    registry: server.url.slice('http://'.length),
    store,
    faults,
    requests,
    hideDigests: () => {
      state.digests = false;
    },
    serveStale: (tag, digest, times) => void state.stale.push({ tag, digest, left: times }),
    makeImmutable: () => {
      state.immutable = true;
    },
    close: server.close,
  };
}

/** How it behaves. */
interface State {
  digests: boolean;
  immutable: boolean;
  readonly stale: { readonly tag: string; readonly digest: string; left: number }[];
}

function operationOf(method: string, path: string): RegistryOperation {
  if (path === '/token') return 'token';
  if (path.includes('/blobs/uploads/')) return 'upload';
  if (method === 'PUT') return 'put';
  if (path.includes('/manifests/')) return 'manifest';
  return path.includes('/blobs/') ? 'blob' : 'ping';
}

function isAllowed(auth: RegistryAuth | undefined, authorization: string | undefined): boolean {
  if (auth === undefined) return true;
  return authorization === (auth.scheme === 'bearer' ? `Bearer ${TOKEN}` : basic(auth));
}

function basic({ username, password }: RegistryAuth): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function challenge(
  request: IncomingMessage,
  response: ServerResponse,
  auth: RegistryAuth | undefined,
  path: string,
): void {
  const repository = /^\/v2\/(.+)\/(?:manifests|blobs)\//.exec(path)?.[1];
  const rights = ['GET', 'HEAD'].includes(request.method ?? '') ? 'pull' : 'pull,push';
  const scope = repository === undefined ? '' : `,scope="repository:${repository}:${rights}"`;
  const realm = `http://${request.headers.host}/token`;
  const wanted =
    auth?.scheme === 'bearer' ? `Bearer realm="${realm}",service="fake"${scope}` : 'Basic realm="fake"';
  const errors = [{ code: 'UNAUTHORIZED', message: 'authentication required' }];
  sendJson(response, 401, { errors }, { 'www-authenticate': wanted });
}

async function answerToken(
  request: IncomingMessage,
  response: ServerResponse,
  auth: RegistryAuth | undefined,
): Promise<void> {
  const form = new URLSearchParams(request.method === 'POST' ? await readBody(request) : '');
  const refresh = form.get('refresh_token');
  const known =
    refresh === null
      ? auth !== undefined && request.headers.authorization === basic(auth)
      : refresh === auth?.identityToken;
  if (!known) return sendJson(response, 401, { errors: [{ code: 'UNAUTHORIZED' }] });
  sendJson(response, 200, { token: TOKEN, expires_in: 300 });
}

/** Begins an upload, which nobody can finish, and gives one up. */
function answerUpload(request: IncomingMessage, response: ServerResponse, path: string): void {
  if (request.method === 'DELETE') return void response.writeHead(204).end();
  response.writeHead(202, { location: `${path}upload-1` }).end();
}

async function takeManifest(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  store: RegistryStore,
  { immutable }: State,
): Promise<void> {
  const [, repository = '', tag = ''] = /^\/v2\/(.+)\/manifests\/(.+)$/.exec(path) ?? [];
  if (immutable && store.find(repository, tag) !== undefined) {
    const message = `Failed to process request due to '${repository}:${tag}' configured as immutable.`;
    return sendJson(response, 412, { errors: [{ code: 'PRECONDITION', message }] });
  }
  const body: unknown = JSON.parse(await readBody(request));
  const digest = store.put(body, request.headers['content-type'] ?? '');
  store.tag(repository, tag, digest);
  response.writeHead(201, { 'docker-content-digest': digest }).end();
}

function sendContent(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  store: RegistryStore,
  { digests, stale }: State,
): void {
  const [, repository = '', kind = '', reference = ''] =
    /^\/v2\/(.+)\/(manifests|blobs)\/(.+)$/.exec(path) ?? [];
  const old = stale.find(({ tag, left }) => tag === reference && left > 0);
  if (old !== undefined) old.left -= 1;
  const found = store.find(repository, old?.digest ?? reference);
  if (found === undefined) {
    const code = kind === 'blobs' ? 'BLOB_UNKNOWN' : 'MANIFEST_UNKNOWN';
    sendJson(response, 404, { errors: [{ code, message: `${reference} is unknown` }] });
    return;
  }
  response.writeHead(200, {
    'content-type': found.mediaType,
    'content-length': found.bytes.length,
    ...(digests && { 'docker-content-digest': found.digest }),
  });
  response.end(request.method === 'HEAD' ? undefined : found.bytes);
}
