import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeFiles, createProcessExec, Redactor, systemClock } from '@fairlead/core';
import { createProcessCache, type ProcessCache } from '@fairlead/core/cache';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type Fault,
  type RunningCacheService,
  serverError,
  sourceArgv,
  startCacheService,
  tooManyRequests,
} from '../../src/index.ts';

let folder: string;
let service: RunningCacheService;
let cancel: AbortController;
let opened: ProcessCache;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-test-'));
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'data/file'), 'one');
  cancel = new AbortController();
  return async () => {
    await opened.close();
    await service.close();
    await rm(folder, { recursive: true, force: true });
  };
});

const ENTRY = join(import.meta.dirname, 'steps/cache-entry.ts');
const paths = (): string[] => [join(folder, 'data')];

/** A cache whose client is a real child with the real toolkit. */
async function open(protocol: 'v1' | 'v2'): Promise<ProcessCache> {
  service = await startCacheService({ protocol });
  const env = { PATH: process.env['PATH'] ?? '', GITHUB_WORKSPACE: folder, ...service.env() };
  opened = createProcessCache({
    exec: createProcessExec({ env, redactor: new Redactor() }),
    files: createNodeFiles(join(folder, 'temp')),
    clock: systemClock,
    command: sourceArgv(ENTRY),
    env,
    signal: cancel.signal,
    tell: () => {},
    mask: () => {},
  });
  return opened;
}

test.each(['v1', 'v2'] as const)('service %s: saved, found and restored by a child', async (protocol) => {
  const cache = await open(protocol);
  expect(await cache.restore(paths(), 'key', ['k'])).toEqual({ kind: 'miss' });
  expect(await cache.save(paths(), 'key')).toBe(true);
  await rm(join(folder, 'data'), { recursive: true });
  expect(await cache.restore(paths(), 'key', [])).toEqual({ kind: 'exact', key: 'key' });
  expect(await readFile(join(folder, 'data/file'), 'utf8')).toBe('one');
});

test('what is stored already is neither packed nor sent again', async () => {
  const cache = await open('v2');
  await cache.save(paths(), 'key');
  expect(await cache.save(paths(), 'key')).toBe(false);
  expect(service.traffic.requests).toMatchObject({ reserve: 1, upload: 1 });
});

describe('a service that fails is told from a miss', () => {
  test.each<[string, Fault, RegExp]>([
    ['too many requests', tooManyRequests(30), /rate limit|too many requests/i],
    ['a dropped connection', { kind: 'reset' }, /ECONNRESET|socket hang up/],
    [
      'a refusal',
      { kind: 'status', status: 403, body: { msg: 'cache read denied: fork' } },
      /cache read denied/,
    ],
  ])('%s', async (_, fault, reason) => {
    const cache = await open('v2');
    service.faults.add('lookup', fault, 9);
    const restoring = cache.restore(paths(), 'key', []);
    await expect(restoring).rejects.toMatchObject({ code: 'HTTP_FAILED' });
    await expect(restoring).rejects.toThrow(reason);
  });

  test('a download that breaks off', async () => {
    const cache = await open('v2');
    await cache.save(paths(), 'key');
    service.faults.add('download', { kind: 'truncate', bytes: 20 }, 9);
    await expect(cache.restore(paths(), 'key', [])).rejects.toThrow(/^the cache service failed: /);
  });

  test('an attempt that fails is mended by the next', async () => {
    const cache = await open('v2');
    service.faults.add('lookup', serverError(), 1);
    expect(await cache.restore(paths(), 'key', [])).toEqual({ kind: 'miss' });
    expect(service.traffic.requests.lookup).toBe(2);
  });
});

test.each(['lookup', 'upload'] as const)('cancelling ends a client that waits in %s', async (operation) => {
  const cache = await open('v2');
  service.faults.add(operation, { kind: 'delay', ms: 60_000 });
  const saving = cache.save(paths(), 'key');
  const watch = setInterval(() => service.traffic.requests[operation] > 0 && cancel.abort(), 20);
  await expect(saving).rejects.toMatchObject({ message: 'cancelled while saving the cache' });
  clearInterval(watch);
  expect(service.entries()).toEqual([]);
  expect(await readdir(join(folder, 'temp'))).toEqual([]);
});
