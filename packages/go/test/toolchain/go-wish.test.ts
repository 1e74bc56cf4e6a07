import { describe, expect, test } from 'vitest';
import {
  chooseGo,
  describeGoWish,
  type GoVersion,
  parseGoVersion,
  readGoWish,
  readReleases,
  readToolVersions,
} from '../../src/index.ts';

const versions = (texts: readonly string[]): readonly GoVersion[] =>
  texts.flatMap((text) => parseGoVersion(text) ?? []);
const known = versions(['1.25.9', '1.26.0', '1.27rc1', '1.26.8', '1.24.13', '1.25.10']);

describe('SRC-03 which Go is wanted', () => {
  test.each([
    ['1.26.0', '1.26.0'],
    ['go1.26.0', '1.26.0'],
    ['1.27rc1', '1.27rc1'],
    ['1.26', '1.26.8'],
    ['1.26.x', '1.26.8'],
    ['1.x', '1.26.8'],
    ['^1.25', '1.26.8'],
    ['~1.25.0', '1.25.10'],
    ['>=1.24 <1.26', '1.25.10'],
    ['stable', '1.26.8'],
    ['oldstable', '1.25.10'],
    ['1.26.1', undefined],
    ['1.27', undefined],
    ['1.2', undefined],
  ])('%s is %s', (text, version) => {
    const wish = readGoWish(text);
    expect(wish).toBeDefined();
    if (wish !== undefined) expect(chooseGo(wish, known)?.text).toBe(version);
  });

  test.each(['', 'latest', 'newest', 'go', '1.26.0.1', 'v1 or so'])('%j is no wish', (text) => {
    expect(readGoWish(text)).toBeUndefined();
  });

  test('what is wanted, in words', () => {
    const said = ['1.26.0', '^1.25', 'oldstable'].map((text) => {
      const wish = readGoWish(text);
      return wish === undefined ? '' : describeGoWish(wish);
    });
    expect(said).toEqual(['1.26.0', '^1.25', 'oldstable']);
  });

  test('nothing is chosen of nothing', () => {
    for (const text of ['1.26.0', '1.26', 'stable', 'oldstable']) {
      const wish = readGoWish(text);
      expect(wish === undefined ? 'x' : chooseGo(wish, [])).toBeUndefined();
    }
    expect(chooseGo({ kind: 'oldstable' }, versions(['1.26.8', '1.26.7']))).toBeUndefined();
  });

  test('a file of asdf or mise', () => {
    expect(readToolVersions('nodejs 24.1.0\ngolang 1.26.8 1.25.0\n')).toBe('1.26.8');
    expect(readToolVersions('  go\t1.25.1')).toBe('1.25.1');
    expect(readToolVersions('gopls 1.0.0\n# golang 1.0\n')).toBeUndefined();
  });
});

describe('SRC-03 the list of releases', () => {
  const sha256 = 'a'.repeat(64);
  const file = {
    filename: 'go1.26.8.linux-amd64.tar.gz',
    os: 'linux',
    arch: 'amd64',
    kind: 'archive',
    sha256,
  };
  const read = (files: readonly unknown[], version: unknown = 'go1.26.8') =>
    readReleases([{ version, files }], 'linux', 'amd64');

  test('has the archive for a platform, with its checksum', () => {
    expect(read([{ ...file, os: 'darwin' }, file])).toMatchObject([
      { version: { text: '1.26.8' }, file: file.filename, sha256 },
    ]);
    expect(read([{ ...file, sha256: '' }])?.[0]?.sha256).toBeUndefined();
    expect(readReleases([{ version: 'go1.20', files: [file] }], 'linux', 'amd64')?.[0]?.version.patch).toBe(
      0,
    );
    const arm = readReleases([{ version: 'go1.26.8', files: [{ ...file, arch: 'armv6l' }] }], 'linux', 'arm');
    expect(arm).toHaveLength(1);
  });

  test.each([
    [[{ ...file, kind: 'installer' }]],
    [[{ ...file, arch: 'arm64' }]],
    [[{ ...file, filename: '../../etc/passwd' }]],
    [[{ ...file, filename: 7 }]],
    [[null]],
  ])('%j is no archive for it', (files) => {
    expect(read(files)).toEqual([]);
  });

  test('what is no list is none', () => {
    expect(readReleases({}, 'linux', 'amd64')).toBeUndefined();
    expect(readReleases([null, {}, { version: 7 }], 'linux', 'amd64')).toEqual([]);
  });
});
