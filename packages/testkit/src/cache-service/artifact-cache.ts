import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { readJsonBody, sendJson } from '../server/loopback.ts';
import { blobUrl, type CacheOperation, type CacheRequest, type CacheService } from './service.ts';

/** Where cache service v1 answers. */
export const V1_PREFIX = '/_apis/artifactcache/';

/** The operation that a request of cache service v1 stands for. */
export function v1Operation(method: string, path: string): CacheOperation | undefined {
  if (!path.startsWith(V1_PREFIX)) return undefined;
  const rest = path.slice(V1_PREFIX.length);
  if (method === 'GET' && rest === 'cache') return 'lookup';
  if (method === 'POST' && rest === 'caches') return 'reserve';
  if (method === 'PATCH' && /^caches\/\d+$/.test(rest)) return 'upload';
  if (method === 'POST' && /^caches\/\d+$/.test(rest)) return 'finalize';
  return undefined;
}

/** Answers one call of cache service v1: a miss is 204, a taken key 409, an upload comes in ranges. */
export async function answerV1(
  service: CacheService,
  operation: CacheOperation,
  asked: CacheRequest,
): Promise<void> {
  const { request, response, path, fault } = asked;
  const { store, traffic } = service;
  if (fault?.kind === 'refuse') return sendJson(response, 400, { message: fault.message });
  const entry = store.byId(Number(path.pathname.split('/').at(-1)));
  switch (operation) {
    case 'lookup': {
      const keys = (path.searchParams.get('keys') ?? '').split(',');
      const found = store.lookup(keys, path.searchParams.get('version') ?? '');
      if (found === undefined) return sendJson(response, 204, {});
      return sendJson(response, 200, {
        cacheKey: found.key,
        archiveLocation: blobUrl(service, found.id),
        scope: 'refs/heads/main',
      });
    }
    case 'reserve': {
      const body = await readJsonBody(request);
      const reserved = store.reserve(String(body['key']), String(body['version']));
      return reserved === undefined
        ? sendJson(response, 409, { message: `Cache already exists: ${String(body['key'])}` })
        : sendJson(response, 201, { cacheId: reserved.id });
    }
    case 'upload': {
      if (entry?.state !== 'reserved') return sendJson(response, 404, { message: 'no such reservation' });
      traffic.uploadedBytes += await writeRange(request, entry.file);
      return sendJson(response, 204, {});
    }
    default: {
      await readJsonBody(request);
      const committed = await store.commit(entry);
      return sendJson(response, committed === undefined ? 404 : 204, { message: 'no such reservation' });
    }
  }
}

async function writeRange(request: IncomingMessage, file: string): Promise<number> {
  const start = Number(/^bytes (\d+)-/.exec(String(request.headers['content-range']))?.[1] ?? 0);
  await (await open(file, 'a')).close(); // ranges come in parallel: each opens the same file, which must be there
  const sink = createWriteStream(file, { flags: 'r+', start });
  await pipeline(request, sink);
  return sink.bytesWritten;
}
