import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fetchHttp, systemClock } from '@fairlead/core';
import { createS3Cache, openS3Store, type S3Place } from '@fairlead/core/cache';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningS3, type S3Options, serverError, startS3, tooManyRequests } from '../../src/index.ts';

let root: string;
let s3: RunningS3;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fairlead-s3-'));
  s3 = await startS3();
});

afterEach(async () => {
  await s3.close();
  await rm(root, { recursive: true, force: true });
});

/** The store of this test in another form. */
async function restart(options: S3Options): Promise<void> {
  await s3.close();
  s3 = await startS3(options);
}

interface Opened {
  readonly scopes?: readonly [string, ...string[]];
  readonly place?: Partial<S3Place>;
  readonly secret?: string;
  readonly sessionToken?: string;
}

function open({ scopes = ['main'], place = {}, secret, sessionToken }: Opened = {}) {
  const url = new URL(s3.url);
  const { accessKeyId, secretAccessKey } = s3.account;
  const store = openS3Store({
    http: fetchHttp,
    clock: systemClock,
    place: {
      endpoint: url.origin,
      bucket: url.pathname.slice(1),
      prefix: 'fairlead',
      region: 'us-east-1',
      ...place,
    },
    credentials: { accessKeyId, secretAccessKey: secret ?? secretAccessKey, sessionToken },
    signal: new AbortController().signal,
  });
  return createS3Cache(store, scopes);
}

/** Where files are on their way. */
async function way(files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const folder = await mkdtemp(join(root, 'way-'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return { folder, follow: 'packs/next.json' };
}

async function save(key: string, content: string | Uint8Array, opened?: Opened): Promise<boolean> {
  return open(opened).save(['packs'], key, await way({ [`packs/${key}.pack`]: content }));
}

/** What a restore gives: its hit, and the files that came. */
async function restore(key: string, prefixes: readonly string[] = [], opened?: Opened) {
  const place = await way();
  const hit = await open(opened).restore(['packs'], key, prefixes, place);
  const names = (await readdir(join(place.folder, 'packs')).catch(() => [])).sort();
  const files = await Promise.all(names.map((name) => readFile(join(place.folder, 'packs', name))));
  return {
    hit,
    files: Object.fromEntries(names.map((name, index) => [name, files[index]?.toString() ?? ''])),
  };
}

describe('a cache in an S3 store', () => {
  test('CAC-01: an entry comes back by its key, else the newest of the first prefix; a store without it is a miss', async () => {
    expect(await restore('k-1', ['k-'])).toEqual({ hit: { kind: 'miss' }, files: {} });
    expect(await save('k-1', 'one')).toBe(true);
    await new Promise((done) => setTimeout(done, 20)); // the store dates by milliseconds
    expect(await save('k-0', 'two')).toBe(true);
    expect(await restore('k-1', ['k-'])).toEqual({
      hit: { kind: 'exact', key: 'k-1' },
      files: { 'k-1.pack': 'one' },
    });
    expect(await restore('k-3', ['other-', 'k-'])).toEqual({
      hit: { kind: 'partial', key: 'k-0' },
      files: { 'k-0.pack': 'two' },
    });
    expect([...s3.objects.keys()]).toEqual(['fairlead/main/k-1', 'fairlead/main/k-0']);
    expect(s3.refusals.filter((code) => code !== 'NoSuchKey')).toEqual([]);
  });

  test('CAC-03: a branch falls back to the default branch, never the reverse', async () => {
    const topic = { scopes: ['topic', 'main'] } as const;
    await save('k-1', 'of main');
    await save('k-2', 'of topic', topic);
    expect((await restore('k-9', ['k-'], topic)).hit).toEqual({ kind: 'partial', key: 'k-2' });
    expect((await restore('k-1', ['k-'], topic)).hit).toEqual({ kind: 'exact', key: 'k-1' });
    expect((await restore('k-2', ['k-'])).hit).toEqual({ kind: 'partial', key: 'k-1' });
  });

  test('the newest is found over all parts of a list, whatever stands in a key', async () => {
    await restart({ pageSize: 2 });
    for (const key of ['k-e', 'k-d', 'k-c', 'k-b', 'k-a +&é%2F'])
      await save(key, key).then(() => new Promise((done) => setTimeout(done, 5)));
    expect((await restore('k-', ['k-'])).hit).toEqual({ kind: 'partial', key: 'k-a +&é%2F' });
    expect(s3.traffic.requests.list).toBe(3);
  });

  test('a large entry is fetched in ranges', async () => {
    const large = Buffer.alloc(40 * 1_048_576, 'fairlead');
    await save('k-1', large);
    expect((await restore('k-1')).files['k-1.pack']?.length).toBe(large.length);
    expect(s3.traffic.requests.get).toBe(4);
    expect(s3.traffic.downloadedBytes).toBe(s3.objects.get('fairlead/main/k-1')?.content.length);
  });

  test('entries that one names come too; one that is gone or harmed is left out', async () => {
    const next = '{"head":"x","keys":["k-1","gone","k-2","../topic/k-9",".."]}';
    await save('k-9', 'of another scope', { scopes: ['topic'] });
    await save('k-1', 'base');
    await save('k-2', 'more');
    await open().save(['packs'], 'k-3', await way({ 'packs/k-3.pack': 'delta', 'packs/next.json': next }));
    expect(Object.keys((await restore('k-3')).files)).toEqual([
      'k-1.pack',
      'k-2.pack',
      'k-3.pack',
      'next.json',
    ]);
    change('k-2', (content) => content.subarray(0, -1));
    expect(Object.keys((await restore('k-3')).files)).toEqual(['k-1.pack', 'k-3.pack', 'next.json']);
  });

  test('a key is written once, and of two that save it at the same time one is stored', async () => {
    expect(await save('k-1', 'one')).toBe(true);
    expect(await save('k-1', 'two')).toBe(false);
    expect((await restore('k-1')).files).toEqual({ 'k-1.pack': 'one' });
    expect((await Promise.all([save('k-2', 'one'), save('k-2', 'two')])).toSorted()).toEqual([false, true]);
  });

  test('a store that knows no conditions is written to without', async () => {
    await restart({ withoutConditions: true });
    expect(await save('k-1', 'one')).toBe(true);
    expect((await restore('k-1')).hit).toEqual({ kind: 'exact', key: 'k-1' });
  });

  test('credentials that end by themselves, and a region of its own', async () => {
    const account = { accessKeyId: 'A', secretAccessKey: 's', sessionToken: 'token' };
    await restart({ account, region: 'eu-central-1' });
    const opened = { sessionToken: 'token', place: { region: 'eu-central-1', prefix: '' } };
    expect(await save('k-1', 'one', opened)).toBe(true);
    expect([...s3.objects.keys()]).toEqual(['main/k-1']);
    expect((await restore('k-1', [], opened)).hit).toEqual({ kind: 'exact', key: 'k-1' });
  });
});

/** Changes the bytes of an entry. */
function change(key: string, how: (content: Uint8Array) => Uint8Array): void {
  const object = s3.objects.get(`fairlead/main/${key}`);
  if (object === undefined) throw new Error(`there is no ${key}`);
  s3.objects.set(`fairlead/main/${key}`, { ...object, content: how(object.content) });
}

const replace = (from: string, to: string) => (content: Uint8Array) =>
  Buffer.from(Buffer.from(content).toString('latin1').replace(from, to), 'latin1');

describe('what a store cannot give fails with the reason, and nothing of it is written', () => {
  test.each([
    ['truncated', (content: Uint8Array) => content.subarray(0, -1), 'has another size than it says'],
    ['with more behind it', (content: Uint8Array) => Buffer.concat([content, content]), 'has another size'],
    ['with another content', replace('one', 'two'), 'has another content than it says'],
    ['of another kind', () => Buffer.from('{}\n'), 'is none of ours'],
    ['empty', () => Buffer.alloc(0), 'is none of ours'],
    ['without an end of its line', () => Buffer.from('x'), 'is none of ours'],
    ['with a name that leads out', replace('packs/k-1.pack', '../s/k-1.pack.'), 'is none of ours'],
    ['with a name elsewhere', replace('packs/k-1.pack', 'other/k-1.pack'), 'is none of ours'],
    ['with a size that is none', replace('"size":3', '"size":-'), 'is none of ours'],
  ])('an entry %s', async (_, how, message) => {
    await save('k-1', 'one');
    change('k-1', how);
    const place = await way();
    await expect(open().restore(['packs'], 'k-1', [], place)).rejects.toThrow(message);
    expect(await readdir(place.folder)).toEqual([]);
  });

  test.each([
    ['a secret that is wrong', { secret: 'wrong' }, 'answered 403 (SignatureDoesNotMatch: '],
    ['a region that is wrong', { place: { region: 'mars' } }, 'answered 400 (AuthorizationHeaderMalformed: '],
    ['a bucket that there is not', { place: { bucket: 'other' } }, 'answered 404 (NoSuchBucket: '],
  ])('%s', async (_, opened, message) => {
    await expect(restore('k-1', ['k-'], opened)).rejects.toThrow(message);
    await expect(save('k-1', 'one', opened)).rejects.toThrow(message);
    expect(s3.objects.size).toBe(0);
  });

  test('a transfer that breaks off, and an object that changes on its way', async () => {
    await save('k-1', Buffer.alloc(20 * 1_048_576, 'x'));
    s3.faults.add('get', { kind: 'truncate', bytes: 1000 });
    await expect(restore('k-1')).rejects.toThrow('no answer from');
    s3.faults.add('get', { kind: 'delay', ms: 0 });
    s3.faults.add('get', { kind: 'status', status: 412, body: '' });
    await expect(restore('k-1')).rejects.toThrow('answered 412');
  });

  test('a store that is busy is asked again, and given up when it stays so', async () => {
    await save('k-1', 'one');
    s3.faults.add('get', serverError(503));
    s3.faults.add('get', tooManyRequests(1));
    expect((await restore('k-1')).hit).toEqual({ kind: 'exact', key: 'k-1' });
    s3.faults.add('list', serverError(503), 3);
    await expect(restore('k-2', ['k-'])).rejects.toThrow('the store answered 503');
  });

  test('a bucket in another region is said', async () => {
    s3.faults.add('get', { kind: 'status', status: 301, headers: { 'x-amz-bucket-region': 'eu-west-1' } });
    await expect(restore('k-1')).rejects.toThrow('the bucket is in the region eu-west-1, not in us-east-1');
  });
});
