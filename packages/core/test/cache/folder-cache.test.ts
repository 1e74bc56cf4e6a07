import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cacheScopes, createFolderCache } from '@fairlead/core/cache';
import { beforeEach, expect, test } from 'vitest';

const DAY = 24 * 3_600_000;
/** The scopes of a run of a repository whose default branch is main. */
const scopesOf = (
  refType: 'branch' | 'tag' | 'pull',
  refName: string,
  more: { readonly repository?: string; readonly baseRef?: string } = {},
) => {
  const { repository = 'acme/orders', baseRef } = more;
  const pullRequest = baseRef === undefined ? undefined : { number: 7, headSha: '', baseRef };
  return cacheScopes({ repository, refType, refName, defaultBranch: 'main', pullRequest });
};
const main = scopesOf('branch', 'main');
const topic = scopesOf('branch', 'topic');

let root: string;
let now: number;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fairlead-folder-cache-'));
  now = Date.now();
  return () => rm(root, { recursive: true, force: true });
});

const open = (scopes = main) => createFolderCache({ folder: join(root, 'cache'), scopes, now: () => now });

/** Where files are on their way. */
async function way(
  files: Readonly<Record<string, string>> = {},
): Promise<{ folder: string; follow: string }> {
  const folder = await mkdtemp(join(root, 'way-'));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return { folder, follow: 'packs/next.json' };
}

async function save(key: string, text: string, scopes = main): Promise<boolean> {
  return open(scopes).save(['packs'], key, await way({ [`packs/${key}.pack`]: text }));
}

/** What a restore gives: its hit, and the files that came. */
async function restore(key: string, prefixes: readonly string[] = [], scopes = main) {
  const place = await way();
  const hit = await open(scopes).restore(['packs'], key, prefixes, place);
  const files = await readdir(join(place.folder, 'packs')).catch(() => []);
  return { hit, files: files.sort() };
}

const entryOf = async (key: string): Promise<string> => {
  const scopes = await readdir(join(root, 'cache'));
  for (const scope of scopes)
    if ((await readdir(join(root, 'cache', scope))).includes(key)) return join(root, 'cache', scope, key);
  return '';
};

test('an entry comes back by its key, else the newest of the first prefix that one has', async () => {
  expect(await restore('k-1', ['k-'])).toEqual({ hit: { kind: 'miss' }, files: [] });
  await save('k-1', 'one');
  await save('k-2', 'two');
  await utimes(await entryOf('k-1'), new Date(now - DAY), new Date(now - DAY));
  expect(await restore('k-1', ['k-'])).toEqual({ hit: { kind: 'exact', key: 'k-1' }, files: ['k-1.pack'] });
  expect(await restore('k-3', ['other-', 'k-'])).toEqual({
    hit: { kind: 'partial', key: 'k-2' },
    files: ['k-2.pack'],
  });
});

test('CAC-03: a branch falls back to the entries of the default branch, never the reverse', async () => {
  await save('k-1', 'of main');
  await save('k-2', 'of topic', topic);
  expect((await restore('k-9', ['k-'], topic)).hit).toEqual({ kind: 'partial', key: 'k-2' });
  expect((await restore('k-1', ['k-'], topic)).hit).toEqual({ kind: 'exact', key: 'k-1' });
  expect((await restore('k-2', ['k-'])).hit).toEqual({ kind: 'partial', key: 'k-1' });
});

test('CAC-03: scopes are those of the ref, of what the pull request goes to and of the default branch', () => {
  const pull = scopesOf('pull', 'pull/7', { baseRef: 'release/1' });
  const release = scopesOf('branch', 'release/1');
  expect(main).toHaveLength(1);
  expect(topic).toEqual([expect.stringMatching(/^acme-orders-branch-topic-[0-9a-f]{16}$/), main[0]]);
  expect(pull).toEqual([expect.stringMatching(/^acme-orders-pull-pull-7-/), release[0], main[0]]);
  expect(scopesOf('pull', 'pull/7', { baseRef: 'main' })).toEqual([pull[0], main[0]]);
  expect(scopesOf('tag', 'main')[0]).not.toBe(main[0]);
  expect(scopesOf('branch', 'main', { repository: 'acme/other' })).not.toContain(main[0]);
  const long = scopesOf('branch', `../${'x'.repeat(300)}`)[0];
  expect(long).toMatch(/^acme-orders-branch--x{39}-[0-9a-f]{16}$/);
});

test('the entries that one names come too, and its own list stays', async () => {
  await save('k-1', 'base');
  const next = '{"head":"x","keys":["k-1","gone","../../k-1"]}';
  await open().save(['packs'], 'k-2', await way({ 'packs/k-2.pack': 'delta', 'packs/next.json': next }));
  const place = await way();
  await open().restore(['packs'], 'k-2', [], place);
  expect((await readdir(join(place.folder, 'packs'))).sort()).toEqual(['k-1.pack', 'k-2.pack', 'next.json']);
  expect(await readFile(join(place.folder, 'packs/next.json'), 'utf8')).toBe(next);
});

test('a key is written once, and of two that save it at the same time one is stored', async () => {
  expect(await save('k-1', 'one')).toBe(true);
  expect(await save('k-1', 'two')).toBe(false);
  const both = await Promise.all([save('k-2', 'one'), save('k-2', 'two')]);
  expect(both.toSorted()).toEqual([false, true]);
  expect(await readdir(dirname(await entryOf('k-2')))).toEqual(['k-1', 'k-2']);
});

test('what cannot be carried leaves no entry', async () => {
  await expect(open().save(['packs'], 'k-1', await way())).rejects.toThrow('ENOENT');
  expect(await restore('k-1', ['k-', '.half'])).toMatchObject({ hit: { kind: 'miss' } });
  expect(await readdir(join(root, 'cache', main[0]))).toEqual([]);
});

test('CAC-03: what nobody used for seven days goes with the next save, also what never became an entry', async () => {
  const half = join(root, 'cache', main[0], '.half-of-a-run-that-was-killed');
  await save('old', 'old', topic);
  await save('used', 'used');
  await mkdir(half);
  now += 6 * DAY;
  await restore('used');
  now += 2 * DAY;
  await utimes(half, new Date(now - 8 * DAY), new Date(now - 8 * DAY));
  await save('new', 'new');
  expect(await readdir(join(root, 'cache'))).toEqual([main[0]]);
  expect((await readdir(join(root, 'cache', main[0]))).sort()).toEqual(['new', 'used']);
});

test('a folder that is none is said', async () => {
  await writeFile(join(root, 'cache'), '');
  await expect(save('k-1', 'one')).rejects.toThrow(/ENOTDIR|EEXIST/);
  expect((await restore('k-1')).hit).toEqual({ kind: 'miss' });
});
