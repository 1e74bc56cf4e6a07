import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cache } from '@fairlead/core';
import { createActionsCache } from '@fairlead/core/cache';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  type RunningCacheService,
  serverError,
  startCacheService,
  tooManyRequests,
} from '../../src/index.ts';

let folder: string;
let service: RunningCacheService;
let cache: Cache;

async function start(protocol: 'v1' | 'v2'): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-test-'));
  service = await startCacheService({ protocol });
  vi.stubEnv('ACTIONS_CACHE_SERVICE_V2', undefined);
  for (const [name, value] of Object.entries(service.env())) vi.stubEnv(name, value);
  vi.stubEnv('RUNNER_TEMP', join(folder, 'temp'));
  vi.stubEnv('GITHUB_WORKSPACE', folder);
  vi.stubEnv('GITHUB_SERVER_URL', 'https://github.com');
  await mkdir(join(folder, 'temp'));
  cache = createActionsCache();
}

const data = (): string => join(folder, 'data');

async function fill(content: string): Promise<void> {
  await mkdir(data(), { recursive: true });
  await writeFile(join(data(), 'file'), content);
}

const content = (): Promise<string> => readFile(join(data(), 'file'), 'utf8').catch(() => 'missing');

afterEach(async () => {
  vi.unstubAllEnvs();
  await service.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each(['v1', 'v2'] as const)('the real @actions/cache with the service %s', (protocol) => {
  beforeEach(() => start(protocol));

  test('saves, restores the exact key, and counts bytes', async () => {
    await fill('one');
    expect(await cache.save([data()], 'go-linux-1')).toBe(true);
    await rm(data(), { recursive: true });
    expect(await cache.restore([data()], 'go-linux-1', [])).toEqual({ kind: 'exact', key: 'go-linux-1' });
    expect(await content()).toBe('one');
    expect(service.entries()).toMatchObject([{ key: 'go-linux-1', downloads: 1 }]);
    expect(service.traffic.uploadedBytes).toBe(service.entries()[0]?.size);
    expect(service.traffic.downloadedBytes).toBe(service.entries()[0]?.size);
  });

  test('restores the newest entry of a prefix', async () => {
    for (const version of ['1', '2', '3']) {
      await fill(version);
      await cache.save([data()], version === '3' ? 'node-3' : `go-${version}`);
    }
    expect(await cache.restore([data()], 'go-9', ['go-'])).toEqual({ kind: 'partial', key: 'go-2' });
    expect(await content()).toBe('2');
  });

  test('a key is written once', async () => {
    await fill('first');
    await cache.save([data()], 'key');
    await fill('second');
    expect(await cache.save([data()], 'key')).toBe(false);
    await cache.restore([data()], 'key', []);
    expect(await content()).toBe('first');
  });

  test('other paths are another version, so they miss', async () => {
    await fill('one');
    await cache.save([data()], 'key');
    expect(await cache.restore([join(folder, 'other')], 'key', [])).toEqual({ kind: 'miss' });
  });

  test('a refused finalize stores nothing', async () => {
    service.faults.add('finalize', { kind: 'refuse', message: 'over quota' });
    await fill('one');
    expect(await cache.save([data()], 'key')).toBe(false);
    expect(service.entries()).toEqual([]);
  });

  test('a truncated download is a miss', async () => {
    await fill('x'.repeat(100));
    await cache.save([data()], 'key');
    service.faults.add('download', { kind: 'truncate', bytes: 20 }, 9);
    expect(await cache.restore([data()], 'key', [])).toEqual({ kind: 'miss' });
  });

  test('a slow upload is stored all the same', async () => {
    service.faults.add('upload', { kind: 'delay', ms: 300 });
    await fill('one');
    const started = performance.now();
    expect(await cache.save([data()], 'key')).toBe(true);
    expect(performance.now() - started).toBeGreaterThan(300);
  });
});

describe('faults of service v2', () => {
  beforeEach(() => start('v2'));

  test('a failing server is asked again', async () => {
    await fill('one');
    service.faults.add('reserve', serverError(), 1);
    expect(await cache.save([data()], 'key')).toBe(true);
    expect(service.traffic.requests.reserve).toBe(2);
  });

  test('too many requests: the cache is given up at once', async () => {
    service.faults.add('lookup', tooManyRequests(30));
    expect(await cache.restore([data()], 'key', [])).toEqual({ kind: 'miss' });
    expect(service.traffic.requests.lookup).toBe(1);
  });

  test('blocks come in any order and are joined by their list', async () => {
    const post = async (method: string, body: object): Promise<Record<string, string>> => {
      const url = `${service.url}/twirp/github.actions.results.api.v1.CacheService/${method}`;
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
      return (await answer.json()) as Record<string, string>;
    };
    const { signed_upload_url: url } = await post('CreateCacheEntry', { key: 'k', version: 'v' });
    for (const [id, text] of [
      ['b', 'world'],
      ['a', 'hello '],
    ] as const)
      await fetch(`${url}&comp=block&blockid=${id}`, { method: 'PUT', body: text });
    const list = '<BlockList><Latest>a</Latest><Latest>b</Latest></BlockList>';
    expect((await fetch(`${url}&comp=blocklist`, { method: 'PUT', body: list })).status).toBe(201);
    await post('FinalizeCacheEntryUpload', { key: 'k', version: 'v', size_bytes: '11' });
    const found = await post('GetCacheEntryDownloadURL', { key: 'k', version: 'v' });
    expect(await (await fetch(found['signed_download_url'] ?? '')).text()).toBe('hello world');
    const part = await fetch(found['signed_download_url'] ?? '', { headers: { range: 'bytes=6-10' } });
    expect([part.status, await part.text()]).toEqual([206, 'world']);
  });
});
