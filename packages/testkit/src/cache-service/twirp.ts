import { readJsonBody, sendJson } from '../server/loopback.ts';
import { blobUrl, type CacheOperation, type CacheRequest, type CacheService } from './service.ts';

/** Where cache service v2 answers. */
export const TWIRP_PREFIX = '/twirp/github.actions.results.api.v1.CacheService/';

const OPERATIONS: Readonly<Record<string, CacheOperation>> = {
  CreateCacheEntry: 'reserve',
  FinalizeCacheEntryUpload: 'finalize',
  GetCacheEntryDownloadURL: 'lookup',
};

/** The operation that a path of cache service v2 stands for. */
export function twirpOperation(path: string): CacheOperation | undefined {
  return path.startsWith(TWIRP_PREFIX) ? OPERATIONS[path.slice(TWIRP_PREFIX.length)] : undefined;
}

/** Answers one call of cache service v2. A miss or a taken key is `ok: false` with status 200. */
export async function answerTwirp(
  service: CacheService,
  operation: CacheOperation,
  { request, response, fault }: CacheRequest,
): Promise<void> {
  const body = await readJsonBody(request);
  if (fault?.kind === 'refuse') return sendJson(response, 200, { ok: false, message: fault.message });
  const key = String(body['key'] ?? '');
  const version = String(body['version'] ?? '');
  sendJson(response, 200, await carryOut(service, operation, key, version, body));
}

async function carryOut(
  service: CacheService,
  operation: CacheOperation,
  key: string,
  version: string,
  body: Readonly<Record<string, unknown>>,
): Promise<object> {
  const { store } = service;
  if (operation === 'reserve') {
    const entry = store.reserve(key, version);
    if (entry === undefined) return { ok: false, message: `cache entry ${key} exists already` };
    return { ok: true, signed_upload_url: blobUrl(service, entry.id) };
  }
  if (operation === 'finalize') {
    const entry = await store.commit(store.reserved(key, version));
    return entry === undefined ? { ok: false } : { ok: true, entry_id: String(entry.id) };
  }
  const prefixes = (body['restore_keys'] ?? body['restoreKeys'] ?? []) as readonly string[];
  const entry = store.lookup([key, ...prefixes], version);
  if (entry === undefined) return { ok: false };
  return { ok: true, signed_download_url: blobUrl(service, entry.id), matched_key: entry.key };
}
