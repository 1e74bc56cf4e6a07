import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createNodeFiles } from '@fairlead/core';
import { moduleHash, readSums, restoreModules, saveModules } from '@fairlead/go';
import { beforeEach, expect, test } from 'vitest';
import { sha256 } from '../../src/packs/pack-file.ts';
import { changePack } from '../support/change-pack.ts';
import { folderCache } from '../support/folder-cache.ts';

const DAY_MS = 86_400_000;
const MOD = 'module example.com/lib\n';
const FILES: Readonly<Record<string, string>> = {
  'go.mod': MOD,
  'README.md': '# a long text about the module, of which no build reads a word\n',
  'sub/lib.go': 'package sub\n',
  'sub/lib_test.go': 'package sub\n',
  'other/other.go': 'package other\n',
};
const LIB = { path: 'example.com/lib', version: 'v1.0.0', folders: ['sub'] };

const hashed = (files: Readonly<Record<string, string>>) =>
  Object.entries(files).map(([name, text]) => ({
    name: `example.com/lib@v1.0.0/${name}`,
    sha256: sha256(text),
  }));
const SUM = `example.com/lib v1.0.0 ${moduleHash(hashed(FILES))}
example.com/lib v1.0.0/go.mod ${moduleHash([{ name: 'go.mod', sha256: sha256(MOD) }])}
`;

let root: string;
let stored: Map<string, string>;
let now: number;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fairlead-apart-'));
  stored = new Map();
  now = Date.now();
  return () => rm(root, { recursive: true, force: true });
});

const service = folderCache(
  () => root,
  () => stored,
);

const machine = (name: string, key = '1', sum = SUM) => ({
  cache: service,
  files: createNodeFiles(join(root, 'temp')),
  folder: join(root, `${name}-way`),
  modCache: join(root, name),
  now: () => now,
  apart: true,
  key: `k-${key}`,
  prefixes: ['k-'],
  sums: readSums([sum]),
});

async function writeAll(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** A build on a machine with nothing: the go command gets the module whole, into the cache that all steps share. */
async function saved(): Promise<void> {
  const options = machine('first');
  const restored = await restoreModules(options);
  expect(restored.home).toBe(options.modCache);
  await writeAll(join(options.modCache, 'example.com/lib@v1.0.0'), FILES);
  await writeAll(join(options.modCache, 'cache/download/example.com/lib/@v'), { 'v1.0.0.mod': MOD });
  expect(await saveModules(options, restored, [LIB])).toMatchObject({ stored: true });
}

const there = (folder: string): Promise<readonly string[]> => readdir(folder, { recursive: true });
const pack = (): string => join([...stored.values()][0] ?? '', 'modules/pack');

test('only what a build reads of a module comes back, in a module cache of our own', async () => {
  await saved();
  const options = machine('next');
  const restored = await restoreModules(options);
  expect(restored).toMatchObject({ hit: { kind: 'exact' }, whole: true, entries: 1, doubts: [] });
  expect(dirname(restored.home)).toBe(join(options.modCache, 'cache/fairlead'));
  expect((await there(join(restored.home, 'example.com/lib@v1.0.0'))).toSorted()).toEqual([
    'sub',
    'sub/lib.go',
  ]);
  const record = join(restored.home, 'cache/download/example.com/lib/@v/v1.0.0');
  expect(await readFile(`${record}.ziphash`, 'utf8')).toBe(options.sums.get('example.com/lib v1.0.0'));
  expect(await readFile(`${record}.mod`, 'utf8')).toBe(MOD);
  expect(await there(options.modCache)).not.toContain('example.com'); // nobody else finds half a module
});

test('a machine that has it already finds the same cache again, as long as it is there', async () => {
  await saved();
  const { home } = await restoreModules(machine('next'));
  expect(await restoreModules(machine('next'))).toMatchObject({ warm: true, whole: true, home });
  await rm(home, { recursive: true });
  expect(await restoreModules(machine('next'))).toMatchObject({ warm: false, whole: true, home });
  expect(await restoreModules(machine('first'))).toMatchObject({ warm: true, home: join(root, 'first') });
});

test('what nobody used for five days is removed, read-only folders too, and nothing else', async () => {
  await saved();
  const { home } = await restoreModules(machine('next'));
  const old = join(dirname(home), 'a'.repeat(20));
  const [young, other] = [join(dirname(home), 'b'.repeat(20)), join(dirname(home), 'not-ours')];
  for (const folder of [old, young, other])
    await mkdir(join(folder, 'm@v1'), { recursive: true, mode: 0o755 });
  for (const [folder, days] of [
    [old, 5.1],
    [young, 4.9],
    [other, 9],
  ] as const)
    await utimes(folder, (now - days * DAY_MS) / 1000, (now - days * DAY_MS) / 1000);
  await rm(home, { recursive: true });
  await restoreModules(machine('next'));
  expect((await readdir(dirname(home))).toSorted()).toEqual(
    [home, young, other].map((one) => one.slice(dirname(home).length + 1)).toSorted(),
  );
  now += 4 * DAY_MS;
  await restoreModules(machine('next')); // warm: used again
  expect((await stat(home)).mtimeMs).toBeCloseTo(now, -4);
});

test('what came in part is saved again in part, beside what is new', async () => {
  await saved();
  const text = 'package more // as large as the first one, and then some more of it\n';
  const more = { path: 'example.com/more', version: 'v1.0.0', folders: [''] };
  const hash = moduleHash([{ name: 'example.com/more@v1.0.0/m.go', sha256: sha256(text) }]);
  const options = machine('next', '2', `${SUM}example.com/more v1.0.0 ${hash}\n`);
  const restored = await restoreModules(options);
  expect(restored).toMatchObject({ hit: { kind: 'partial' }, whole: false, entries: 1 });
  await writeAll(join(restored.home, 'example.com/more@v1.0.0'), { 'm.go': text });
  expect(await saveModules(options, restored, [LIB, more])).toMatchObject({ stored: true });
  const again = await restoreModules({ ...options, modCache: join(root, 'third') });
  expect(again).toMatchObject({ hit: { kind: 'exact' }, whole: true, entries: 2, doubts: [] });
  expect(await there(join(again.home, 'example.com/lib@v1.0.0/sub'))).toEqual(['lib.go']);
});

test.each([
  ['a file', (text: string) => text.replace('package sub', 'package bad')],
  [
    'the hash of a file that it leaves out',
    (text: string) => text.replace(sha256('package other\n'), sha256('x')),
  ],
  ['a file fewer in its list', (text: string) => text.replace(/,\{"name":"other\/other.go"[^}]*\}/, '')],
])('a pack with another content is not what go.sum says: %s', async (_, change) => {
  await saved();
  await writeFile(pack(), changePack(await readFile(pack()), change));
  const restored = await restoreModules(machine('next'));
  expect(restored).toMatchObject({ hit: { kind: 'miss' }, whole: false, home: join(root, 'next') });
  expect(restored.doubts).toEqual(['example.com/lib@v1.0.0 is not what go.sum says']);
});
