import { createReadStream, createWriteStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readBody, sendJson } from '../server/loopback.ts';
import type { CacheEntry } from './cache-store.ts';
import { createPace } from './pace.ts';
import type { CacheRequest, CacheService } from './service.ts';

/** Where the blob storage answers. */
export const BLOB_PREFIX = '/devstoreaccount1/cache/';

/**
 * The part of Azure's blob storage that cache clients use: PUT of a whole blob, PUT of blocks in any order and then of
 * their list, HEAD and GET with or without a range.
 */
export async function answerBlob(service: CacheService, asked: CacheRequest): Promise<void> {
  const { request, response, path } = asked;
  const entry = service.store.byId(Number(path.pathname.slice(BLOB_PREFIX.length)));
  if (entry === undefined) return sendJson(response, 404, { message: 'no such blob' });
  if (request.method !== 'PUT') return sendBlob(service, entry, asked);
  if (entry.state === 'committed') return sendJson(response, 409, { message: 'the blob is committed' });
  const part = path.searchParams.get('comp');
  if (part === 'blocklist') {
    const list = await readBody(request);
    await service.store.joinBlocks(entry, blockIds(list));
  } else {
    const blockId = path.searchParams.get('blockid') ?? '';
    const file = part === 'block' ? service.store.blockFile(entry, blockId) : entry.file;
    service.traffic.uploadedBytes += await writeStream(request, createPace(service.bytesPerSecond), file);
  }
  created(response);
}

function blockIds(xml: string): readonly string[] {
  return [...xml.matchAll(/<(?:Latest|Uncommitted|Committed)>([^<]*)</g)].map((match) => match[1] ?? '');
}

async function writeStream(request: IncomingMessage, pace: Transform, file: string): Promise<number> {
  const sink = createWriteStream(file);
  await pipeline(request, pace, sink);
  return sink.bytesWritten;
}

function created(response: ServerResponse): void {
  response.writeHead(201, {
    etag: '"0x1"',
    'last-modified': new Date().toUTCString(),
    'x-ms-request-id': 'fake',
    'x-ms-version': '2024-11-04',
  });
  response.end();
}

async function sendBlob(
  service: CacheService,
  entry: CacheEntry,
  { request, response, fault }: CacheRequest,
): Promise<void> {
  const range = /^bytes=(\d+)-(\d*)$/.exec(String(request.headers['range'] ?? request.headers['x-ms-range']));
  const start = Number(range?.[1] ?? 0);
  const end = Math.min(entry.size, Number(range?.[2] || entry.size - 1) + 1);
  response.writeHead(range === null ? 200 : 206, {
    'content-length': end - start,
    'content-type': 'application/octet-stream',
    etag: '"0x1"',
    'last-modified': new Date().toUTCString(),
    'accept-ranges': 'bytes',
    ...(range === null ? {} : { 'content-range': `bytes ${start}-${end - 1}/${entry.size}` }),
  });
  if (request.method === 'HEAD') return void response.end();
  if (start === 0) entry.downloads += 1;
  const kept = fault?.kind === 'truncate' ? Math.min(end, start + fault.bytes) : end;
  service.traffic.downloadedBytes += kept - start;
  if (kept > start) {
    const source = createReadStream(entry.file, { start, end: kept - 1 });
    await pipeline(source, createPace(service.bytesPerSecond), response, { end: kept === end });
  }
  if (kept !== end) response.destroy();
  else response.end();
}
