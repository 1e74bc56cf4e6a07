import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeFiles } from '@fairlead/core';
import { moduleHash, readSums, restoreModules, saveModules } from '@fairlead/go';
import { beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/packs/pack-file.ts';
import { changePack } from '../support/change-pack.ts';
import { folderCache } from '../support/folder-cache.ts';

const LIB = { path: 'example.com/Lib', version: 'v1.0.0', folders: ['sub'] };
const FILES: Readonly<Record<string, string>> = {
  'go.mod': 'module example.com/Lib\n',
  'sub/lib.go': 'package lib\n',
};
const MOD = FILES['go.mod'] ?? '';

const named = (prefix: string) =>
  Object.entries(FILES).map(([name, text]) => ({ name: `${prefix}${name}`, sha256: sha256(text) }));
const SUM = `example.com/Lib v1.0.0 ${moduleHash(named('example.com/Lib@v1.0.0/'))}
example.com/Lib v1.0.0/go.mod ${moduleHash([{ name: 'go.mod', sha256: sha256(MOD) }])}
`;

let root: string;
let stored: Map<string, string>;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fairlead-modules-'));
  stored = new Map();
  return () => rm(root, { recursive: true, force: true });
});

const service = folderCache(
  () => root,
  () => stored,
);

const machine = (name: string, key: string, sum = SUM) => ({
  cache: service,
  files: createNodeFiles(join(root, 'temp')),
  folder: join(root, `${name}-way`),
  modCache: join(root, name),
  now: () => Date.now(),
  apart: false,
  key: `k-${key}`,
  prefixes: ['k-'],
  sums: readSums([sum]),
});

const lib = (name: string): string => join(root, name, 'example.com/!lib@v1.0.0');
const record = (name: string, kind: string): string =>
  join(root, name, 'cache/download/example.com/!lib/@v', `v1.0.0.${kind}`);

/** Does what the go command does to get the module. */
async function download(name: string): Promise<void> {
  for (const [file, text] of Object.entries(FILES)) {
    await mkdir(join(lib(name), file, '..'), { recursive: true });
    await writeFile(join(lib(name), file), text);
  }
  await mkdir(join(record(name, 'mod'), '..'), { recursive: true });
  await writeFile(record(name, 'mod'), MOD);
}

/** A build on a machine with nothing, which saves. */
async function saved(key: string): Promise<void> {
  const options = machine('first', key);
  const restored = await restoreModules(options);
  await download('first');
  expect(await saveModules(options, restored, [LIB])).toMatchObject({ stored: true });
}

/** The one pack that is stored. */
const pack = (): string => join([...stored.values()][0] ?? '', 'modules/pack');

test('the hash of a module is that of go.sum', () => {
  // golang.org/x/mod/sumdb/dirhash, hash_test.go
  const files = [
    { name: 'xyz', sha256: sha256('data for xyz') },
    { name: 'abc', sha256: sha256('data for abc') },
  ];
  const text = files.toReversed().map((one) => `${one.sha256}  ${one.name}\n`);
  expect(moduleHash(files)).toBe(`h1:${Buffer.from(sha256(text.join('')), 'hex').toString('base64')}`);
});

describe('modules', () => {
  test('CAC-02: come back unpacked, without an archive, as the go command wants them', async () => {
    await saved('1');
    const restored = await restoreModules(machine('next', '1'));
    expect(restored).toMatchObject({ hit: { kind: 'exact' }, whole: true, entries: 1, doubts: [] });
    expect(await readFile(join(lib('next'), 'sub/lib.go'), 'utf8')).toBe('package lib\n');
    expect(await readFile(record('next', 'ziphash'), 'utf8')).toBe(
      machine('x', '1').sums.get('example.com/Lib v1.0.0'),
    );
    expect(await readFile(record('next', 'mod'), 'utf8')).toBe(MOD);
    expect(await readdir(join(root, 'next/cache'))).toEqual([
      'download',
      expect.stringMatching(/^fairlead-[0-9a-f]{20}$/),
    ]);
  });

  test('of another entry are taken as far as go.sum names them, and are not carried again', async () => {
    await saved('1');
    const options = machine('next', '2', `${SUM}example.com/other v1.0.0 h1:x\n`);
    const restored = await restoreModules(options);
    expect(restored).toMatchObject({ hit: { kind: 'partial' }, whole: false, entries: 1 });
    expect((await saveModules(options, restored, [LIB])).what).toContain('downloaded sooner than carried');
    const none = await restoreModules(machine('third', '3', 'example.com/other v1.0.0 h1:x\n'));
    expect(none).toMatchObject({ hit: { kind: 'miss' }, entries: 0, doubts: [] });
  });

  test.each([
    ['little', 'x\n', false],
    ['much', 'package other // as large as the first one\n', true],
  ])(
    'of a go.sum that names %s more are saved with it only if that is worth it',
    async (_, text, isStored) => {
      await saved('1');
      const other = { path: 'example.com/other', version: 'v1.0.0', folders: [''] };
      const hash = moduleHash([{ name: 'example.com/other@v1.0.0/o.go', sha256: sha256(text) }]);
      const options = machine('next', '2', `${SUM}example.com/other v1.0.0 ${hash}\n`);
      const restored = await restoreModules(options);
      await mkdir(join(root, 'next/example.com/other@v1.0.0'));
      await writeFile(join(root, 'next/example.com/other@v1.0.0/o.go'), text);
      expect(await saveModules(options, restored, [LIB, other])).toMatchObject({ stored: isStored });
      expect(await restoreModules(options)).toMatchObject({ whole: true, warm: true });
    },
  );

  test('that were changed on the machine are not saved', async () => {
    const options = machine('first', '1');
    const restored = await restoreModules(options);
    await download('first');
    await writeFile(join(lib('first'), 'sub/lib.go'), 'package other\n');
    expect(await saveModules(options, restored, [LIB])).toMatchObject({ stored: false });
  });

  test('a build that needs none saves none', async () => {
    const options = machine('first', '1');
    expect(await saveModules(options, await restoreModules(options), [])).toMatchObject({ stored: false });
  });

  test('that a build has left on the machine are not asked for', async () => {
    await saved('1');
    expect(await restoreModules(machine('first', '1'))).toMatchObject({ whole: true, warm: true });
    expect(await restoreModules(machine('first', '2'))).toMatchObject({ warm: false });
    await restoreModules(machine('next', '1'));
    expect(await restoreModules(machine('next', '1'))).toMatchObject({ whole: true, warm: true });
  });

  const inside = (change: (text: string) => string) => (pack: Buffer) => changePack(pack, change);
  const harms: readonly (readonly [string, (pack: Buffer) => Buffer, RegExp])[] = [
    [
      'another content',
      inside((text) => text.replace('package lib', 'package bad')),
      /example.com\/Lib@v1.0.0 is not what go.sum says/,
    ],
    ['contents cut off', inside((text) => text.slice(0, -30)), /is not what go.sum says/],
    ['an index for another content', inside(poison), /is not what go.sum says/],
    ['a way out', inside((text) => text.replaceAll('sub/lib.go', '../lib.go..')), /cannot be read/],
    ['its end cut off', (pack) => pack.subarray(0, -3), /is not what go.sum says/],
    ['no contents', (pack) => pack.subarray(0, pack.indexOf(10) + 1), /is not what go.sum says/],
    ['empty', () => Buffer.alloc(0), /cannot be read/],
  ];
  test.each(harms)('with %s are left out, with the reason', async (_, harm, doubt) => {
    await saved('1');
    await writeFile(pack(), harm(await readFile(pack())));
    const restored = await restoreModules(machine('next', '1'));
    expect(restored.whole).toBe(false);
    expect(restored.hit.kind).not.toBe('exact');
    expect(restored.doubts[0]).toMatch(doubt);
    await expect(readFile(join(lib('next'), 'sub/lib.go'), 'utf8')).rejects.toThrow('ENOENT');
  });
});

/** Another content with the index that fits it: only go.sum gives it away. */
function poison(text: string): string {
  const [good, bad] = ['package lib\n', 'package bad\n'];
  return text.replaceAll(sha256(good), sha256(bad)).replace(good, bad);
}
