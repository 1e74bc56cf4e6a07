import { type Exec, InternalError } from '@fairlead/core';
import { createProcessCache, readCacheJob } from '@fairlead/core/cache';
import { createFakeClock, createFakeExec, createFakeFiles, type Transcript } from '@fairlead/testkit';
import { expect, test } from 'vitest';

const ANSWERED = 'fairlead-cache: {"answered":true}\n';
const MISS = 'fairlead-cache: {"hit":{"kind":"miss"}}\n';
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

const answering = (stdout: string, more: Partial<Transcript> = {}) =>
  createFakeExec([{ on: 'node index.js', stdout, ...more }]);

/** A client that prints this and then works until it is stopped. */
function hanging(printed: string): Exec {
  const stuck = answering(printed, {
    effect: ({ options }) => {
      for (const line of printed.split('\n')) options.onLine?.(line, 'stdout');
      return new Promise((done) => options.signal?.addEventListener('abort', () => done()));
    },
  });
  return stuck;
}

test('the job goes by the environment, with a temporary folder that is gone afterwards', async () => {
  const exec = answering(`${ANSWERED}fairlead-cache: {"hit":{"kind":"exact","key":"k"}}\n`);
  const { restore, files } = open(exec);
  expect(await restore()).toEqual({ kind: 'exact', key: 'k' });
  const { env } = exec.calls[0]?.options ?? {};
  expect(readCacheJob(env ?? {})).toEqual({ kind: 'restore', paths: ['/p'], key: 'k', prefixes: ['prefix'] });
  expect(env).toMatchObject({ ACTIONS_RUNTIME_TOKEN: 't', RUNNER_TEMP: '/temp/cache-1' });
  expect(await files.stat('/temp/cache-1')).toBeUndefined();
});

test('relative paths are found and kept below the folder of their place', async () => {
  const exec = answering(`${ANSWERED}fairlead-cache: {"hit":{"kind":"exact","key":"k"}}\n`);
  const place = { folder: '/temp/packs', follow: 'packs/next.json' };
  await open(exec).cache.restore(['packs'], 'k', [], place);
  const { env, cwd } = exec.calls[0]?.options ?? {};
  expect(cwd).toBe('/temp/packs');
  expect(env).toMatchObject({ GITHUB_WORKSPACE: '/temp/packs' });
  expect(readCacheJob(env ?? {})?.place).toEqual(place);
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
  const stdout = `${ANSWERED}::warning::${limit}\n${taken}\nfairlead-cache: {"stored":false}\n`;
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
  const printed = `${ANSWERED}::warning::Cache reservation failed: exists already\nfairlead-cache: {"stored":false}\n`;
  expect(await open(answering(printed)).cache.save(['/p'], 'k')).toBe(false);
});

test.each([
  ['', 'the cache service did not answer within 10.0 s'],
  [
    'Attempt 1 of 5 failed with error: connect ECONNREFUSED. Retrying request in 3000 ms...',
    'the cache service did not answer within 10.0 s (connect ECONNREFUSED)',
  ],
  [
    '::debug::getCacheEntry - Attempt 1 of 2 failed with error: Cache service responded with 503',
    'the cache service did not answer within 10.0 s (Cache service responded with 503)',
  ],
  [ANSWERED, 'the cache service did not finish within 5 min 00 s'],
])('a client that hangs after %j is ended and named', async (printed, message) => {
  const { restore, files } = open(hanging(printed));
  await expect(restore()).rejects.toMatchObject({ code: 'HTTP_FAILED', message, retryable: true });
  expect(await files.stat('/temp/cache-1')).toBeUndefined();
});

test('cancelling is no failure of the service', async () => {
  const run = new AbortController();
  const { restore } = open(hanging(ANSWERED), run.signal);
  const restoring = restore();
  await new Promise((done) => setImmediate(done));
  run.abort();
  await expect(restoring).rejects.toMatchObject({
    code: 'CANCELLED',
    message: 'cancelled while restoring the cache',
  });
});

test('a client that ends without a result is a bug of ours', async () => {
  await expect(open(answering(ANSWERED)).restore()).rejects.toThrow(InternalError);
});
