import { type Exec, InternalError } from '@fairlead/core';
import { createProcessCache } from '@fairlead/core/cache';
import { createFakeClock, createFakeExec, createFakeFiles, type FakeExec } from '@fairlead/testkit';
import { expect, test } from 'vitest';

const ASKING = 'event {"asking":true}\n';
const ANSWERED = `${ASKING}event {"answered":true}\n`;
const MISS = 'event {"hit":{"kind":"miss"}}\n';
const FAILED = '::warning::Failed to restore: 503 Service Unavailable%0ASee the docs\n';

function open(exec: Exec, signal = new AbortController().signal) {
  const [told, masked]: [string[], string[]] = [[], []];
  const files = createFakeFiles();
  const cache = createProcessCache({
    exec,
    files,
    clock: createFakeClock(),
    command: ['node', 'index.js'],
    env: { ACTIONS_RUNTIME_TOKEN: 't' },
    signal,
    tell: (line) => void told.push(line),
    mask: (secret) => void masked.push(secret),
  });
  return { cache, files, told, masked, restore: () => cache.restore(['/p'], 'k', ['prefix']) };
}

/** The jobs that a client was given. */
const given: Record<string, unknown>[] = [];

/** A client that prints this for every job, and then ends it or goes on for ever. */
function answering(printed: string): FakeExec {
  given.length = 0;
  return createFakeExec([
    {
      on: 'node index.js',
      effect: async ({ options: { input, onLine, signal } }) => {
        const stopped = new Promise<void>((done) => signal?.addEventListener('abort', () => done()));
        const work = async (): Promise<void> => {
          for await (const line of input as AsyncIterable<string>) {
            const job = JSON.parse(line) as { id: number };
            given.push(job);
            for (const text of printed.split('\n'))
              if (text !== '') onLine?.(`fairlead-cache ${job.id}: ${text}`, 'stdout');
            if (printed.endsWith('END\n')) return;
          }
        };
        await Promise.race([work(), stopped]);
      },
    },
  ]);
}

test('jobs go by standard input to one client, whose temporary folder is gone when it is closed', async () => {
  const exec = answering(`${ANSWERED}event {"hit":{"kind":"exact","key":"k"}}\n`);
  const { cache, restore, files } = open(exec);
  expect(await restore()).toEqual({ kind: 'exact', key: 'k' });
  expect(await restore()).toEqual({ kind: 'exact', key: 'k' });
  expect(given).toMatchObject([
    { kind: 'restore', paths: ['/p'], key: 'k', prefixes: ['prefix'] },
    { kind: 'restore' },
  ]);
  expect(exec.calls).toHaveLength(1);
  const { env } = exec.calls[0]?.options ?? {};
  expect(env).toMatchObject({ ACTIONS_RUNTIME_TOKEN: 't', RUNNER_TEMP: '/temp/cache-1' });
  expect(await files.stat('/temp/cache-1')).toBeDefined();
  await cache.close();
  expect(await files.stat('/temp/cache-1')).toBeUndefined();
});

test('relative paths are found and kept below the folder of their place', async () => {
  const exec = answering(`${ANSWERED}event {"hit":{"kind":"exact","key":"k"}}\n`);
  await open(exec).cache.restore(['packs'], 'k', [], { folder: '/temp/packs', follow: 'packs/next.json' });
  const { env, cwd } = exec.calls[0]?.options ?? {};
  expect(cwd).toBe('/temp/packs');
  expect(env).toMatchObject({ GITHUB_WORKSPACE: '/temp/packs' });
  expect(given[0]).toMatchObject({ follow: 'packs/next.json' });
});

test('a client that was begun early is the one that is asked', async () => {
  const exec = answering(`${ANSWERED}${MISS}`);
  const { cache } = open(exec);
  cache.begin('/temp/packs');
  await cache.restore(['packs'], 'k', [], { folder: '/temp/packs' });
  expect(exec.calls).toHaveLength(1);
});

test('jobs that begin at the same time are told apart', async () => {
  const { cache } = open(answering(`${ANSWERED}${MISS}`));
  const both = ['one', 'two'].map((key) => cache.restore(['packs'], key, [], { folder: '/temp/packs' }));
  expect(await Promise.all(both)).toEqual([{ kind: 'miss' }, { kind: 'miss' }]);
  expect(new Set(given.map(({ id }) => id)).size).toBe(2);
});

test('a client that was begun for nothing ends when it is closed', async () => {
  const { cache, files } = open(answering(''));
  cache.begin('/temp/packs');
  await cache.close();
  expect(await files.list('/temp')).toEqual([]);
});

test('a transfer that broke off is told in words', async () => {
  const stdout = `${ANSWERED}::warning::Failed to restore: aborted\n${MISS}`;
  await expect(open(answering(stdout)).restore()).rejects.toThrow(
    'the cache service failed: the transfer broke off (aborted)',
  );
});

test('a rate limit is not told as another job that saves the same key', async () => {
  const limit = "You've hit a rate limit, your rate limit will reset in 30 seconds";
  const taken = 'Failed to save: Unable to reserve cache with key k, another job may be creating this cache.';
  const stdout = `${ANSWERED}::warning::${limit}\n${taken}\nevent {"stored":false}\n`;
  const { cache, told } = open(answering(stdout));
  await expect(cache.save(['/p'], 'k')).rejects.toThrow(limit);
  expect(told).toEqual([]);
});

test('what the client prints is shown, hidden or left out', async () => {
  const lines = [
    '::debug::Resolved Keys:',
    '::add-mask::https://storage/signed%25',
    '::add-mask::***',
    'Cache hit for: k',
    'Cache Size: ~12 MB (12582912 B)',
    '[command]/usr/bin/tar -xf',
  ];
  const { restore, told, masked } = open(answering(`${lines.join('\n')}\n${ANSWERED}${MISS}`));
  expect(await restore()).toEqual({ kind: 'miss' });
  expect(told).toEqual(['Cache Size: ~12 MB (12582912 B)']);
  expect(masked).toEqual(['https://storage/signed%']);
});

test('a miss after a failure that the client only prints is a failure; after a mended attempt it is none', async () => {
  await expect(open(answering(`${ANSWERED}${FAILED}${MISS}`)).restore()).rejects.toMatchObject({
    code: 'HTTP_FAILED',
    message: 'the cache service failed: 503 Service Unavailable',
  });
  const attempt = 'Attempt 1 of 5 failed with error: 503. Retrying request in 3000 ms...\n';
  expect(await open(answering(`${attempt}${ANSWERED}${MISS}`)).restore()).toEqual({ kind: 'miss' });
});

test('a key that another run holds is not stored, and no failure', async () => {
  const printed = `${ANSWERED}::warning::Cache reservation failed: exists already\nevent {"stored":false}\n`;
  expect(await open(answering(printed)).cache.save(['/p'], 'k')).toBe(false);
});

test.each([
  ['', 'the cache service did not finish within 5 min 00 s'],
  [ASKING, 'the cache service did not answer within 10.0 s'],
  [
    `${ASKING}Attempt 1 of 5 failed with error: connect ECONNREFUSED. Retrying request in 3000 ms...`,
    'the cache service did not answer within 10.0 s (connect ECONNREFUSED)',
  ],
  [
    `${ASKING}::debug::getCacheEntry - Attempt 1 of 2 failed with error: Cache service responded with 503`,
    'the cache service did not answer within 10.0 s (Cache service responded with 503)',
  ],
  [ANSWERED, 'the cache service did not finish within 5 min 00 s'],
  // service v1 and v2: an entry is found, and its bytes may take their time
  [
    `${ASKING}::debug::Archive Path: /temp/a/cache.tzst`,
    'the cache service did not finish within 5 min 00 s',
  ],
  [
    `${ASKING}::debug::Archive path: /temp/a/cache.tzst`,
    'the cache service did not finish within 5 min 00 s',
  ],
  [`${ASKING}::debug::Resolved Keys:`, 'the cache service did not answer within 10.0 s'],
])('a client that hangs after %j is ended and named', async (printed, message) => {
  const { restore, files } = open(answering(printed));
  await expect(restore()).rejects.toMatchObject({ code: 'HTTP_FAILED', message, retryable: true });
  expect(await files.stat('/temp/cache-1')).toBeUndefined();
});

test('cancelling is no failure of the service', async () => {
  const run = new AbortController();
  const { restore } = open(answering(ANSWERED), run.signal);
  const restoring = restore();
  await new Promise((done) => setImmediate(done));
  run.abort();
  await expect(restoring).rejects.toMatchObject({
    code: 'CANCELLED',
    message: 'cancelled while restoring the cache',
  });
});

test('a service that is too slow for one job is so for all of its client, and the next gets a new one', async () => {
  const { cache, restore } = open(answering(ASKING));
  const slow = { code: 'HTTP_FAILED', message: 'the cache service did not answer within 10.0 s' };
  const both = await Promise.allSettled([restore(), restore()]);
  expect(both).toMatchObject([{ reason: slow }, { reason: slow }]);
  await expect(cache.save(['/p'], 'k')).rejects.toMatchObject(slow);
});

test('what the client throws is a failure of the service', async () => {
  await expect(open(answering('event {"broken":"no space left"}\n')).restore()).rejects.toMatchObject({
    code: 'HTTP_FAILED',
    message: 'the cache service failed: no space left',
  });
});

test('a client that ends without a result is a bug of ours', async () => {
  await expect(open(answering(`${ANSWERED}END\n`)).restore()).rejects.toThrow(InternalError);
});
