import { applyFault, createFaults, type Faults } from '../server/faults.ts';
import { listenOnLoopback, sendJson } from '../server/loopback.ts';
import { answerV1, v1Operation } from './artifact-cache.ts';
import { answerBlob, BLOB_PREFIX } from './blob.ts';
import { createCacheStore } from './cache-store.ts';
import type { CacheOperation, CacheService, CacheTraffic } from './service.ts';
import { answerTwirp, TWIRP_PREFIX, twirpOperation } from './twirp.ts';

/** How the cache service is offered to a step. */
export interface CacheServiceOptions {
  /** The protocol that `env()` announces. Default `v2`. */
  readonly protocol?: 'v1' | 'v2';
  /** Whether version 2 is answered at all; default true. */
  readonly speaksV2?: boolean;
  /** What one transfer carries in a second; as fast as it goes by default. */
  readonly bytesPerSecond?: number | undefined;
}

/** A cache service on loopback with the bytes on disk. */
export interface RunningCacheService {
  readonly url: string;
  /** The ACTIONS_* variables that point a step at it. */
  env(): Record<string, string>;
  readonly faults: Faults<CacheOperation>;
  /** Committed entries, oldest first. */
  entries(): readonly CacheEntryView[];
  /** Bytes carried and requests by operation, those answered with a fault included. */
  readonly traffic: Readonly<CacheTraffic>;
  /** Stops the server and removes its folder. */
  close(): Promise<void>;
}

/** A committed entry, as tests look at it. */
export interface CacheEntryView {
  readonly key: string;
  readonly version: string;
  readonly size: number;
  readonly downloads: number;
}

/** Starts a cache service that @actions/cache and BuildKit's gha cache can use. */
export async function startCacheService(options: CacheServiceOptions = {}): Promise<RunningCacheService> {
  const store = await createCacheStore();
  const traffic: CacheTraffic = {
    uploadedBytes: 0,
    downloadedBytes: 0,
    requests: { lookup: 0, reserve: 0, upload: 0, finalize: 0, download: 0 },
  };
  const faults = createFaults<CacheOperation>();
  const { bytesPerSecond } = options;
  const service: CacheService = { store, faults, traffic, bytesPerSecond, url: () => server.url };
  const server = await listenOnLoopback(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1');
    const method = request.method ?? 'GET';
    const operation = operationOf(method, path.pathname);
    if (operation === undefined || (options.speaksV2 === false && path.pathname.startsWith(TWIRP_PREFIX)))
      return sendJson(response, 404, { code: 'bad_route', msg: `no route for ${method} ${path.pathname}` });
    traffic.requests[operation] += 1;
    const fault = faults.take(operation);
    if (await applyFault(response, fault)) return;
    const asked = { request, response, path, fault };
    if (path.pathname.startsWith(BLOB_PREFIX)) return answerBlob(service, asked);
    if (twirpOperation(path.pathname) !== undefined) return answerTwirp(service, operation, asked);
    return answerV1(service, operation, asked);
  });
  return {
    url: server.url,
    env: () => ({
      ACTIONS_CACHE_URL: `${server.url}/`,
      ACTIONS_RESULTS_URL: `${server.url}/`,
      ACTIONS_RUNTIME_TOKEN: fakeToken(),
      ...(options.protocol === 'v1' ? {} : { ACTIONS_CACHE_SERVICE_V2: 'true' }),
    }),
    faults,
    traffic,
    entries: () =>
      store.committed().map(({ key, version, size, downloads }) => ({ key, version, size, downloads })),
    async close() {
      await server.close();
      await store.remove();
    },
  };
}

function operationOf(method: string, path: string): CacheOperation | undefined {
  if (path.startsWith(BLOB_PREFIX)) return method === 'PUT' ? 'upload' : 'download';
  return method === 'POST' ? (twirpOperation(path) ?? v1Operation(method, path)) : v1Operation(method, path);
}

/** Shaped like the runner's token: BuildKit reads from it where it may write. */
function fakeToken(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const scopes = JSON.stringify([{ Scope: 'refs/heads/main', Permission: 3 }]);
  return `${part({ alg: 'none', typ: 'JWT' })}.${part({ ac: scopes, exp: 4_102_444_800 })}.fake`;
}
