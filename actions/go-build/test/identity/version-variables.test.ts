import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createNodeFiles } from '@fairlead/core';
import { expect, test } from 'vitest';
import { findVersionVariables } from '../../src/identity/version-variables.ts';
import { module } from '../fixtures.ts';

const identity = { version: 'v1.2.3', commit: 'abc', date: '2026-01-02T03:04:05Z', source: 'tag' };

async function find(where: string, sources: Readonly<Record<string, string>>, known = identity) {
  const root = await mkdtemp(join(tmpdir(), 'fairlead-version-'));
  for (const [path, text] of Object.entries(sources)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const linked = { dir: join(root, 'cmd/api'), module: module(root, 'example.com/x') };
  const found = await findVersionVariables(createNodeFiles('/nonexistent'), where, linked, known);
  return found.map(({ symbol, value }) => `${symbol}=${value}`);
}

const inMain = { 'cmd/api/main.go': 'package main\n\nvar version, commit = "dev", "none"\n' };
const inPackage = {
  'cmd/api/main.go': 'package main\n\nimport _ "example.com/x/internal/app"\n',
  'internal/app/app.go': 'package app\n\nimport "example.com/x/internal/version"\n',
  'internal/version/v.go': 'package version\n\nvar (\n\tVersion = ""\n\tCommit string\n\tDate string\n)\n',
};

test('variables of package main come first', async () => {
  expect(await find('auto', { ...inPackage, ...inMain })).toEqual(['main.version=v1.2.3', 'main.commit=abc']);
});

test("else those of the module's version package", async () => {
  expect(await find('auto', inPackage)).toEqual([
    'example.com/x/internal/version.Version=v1.2.3',
    'example.com/x/internal/version.Commit=abc',
    'example.com/x/internal/version.Date=2026-01-02T03:04:05Z',
  ]);
});

test('a package with a version wins over package main with only a commit, and main over one with only a date', async () => {
  const commit = { 'cmd/api/main.go': `${inPackage['cmd/api/main.go']}\nvar commit = "none"\n` };
  expect((await find('auto', { ...inPackage, ...commit }))[0]).toBe(
    'example.com/x/internal/version.Version=v1.2.3',
  );
  const date = { 'internal/version/v.go': 'package version\n\nvar Date string\n' };
  expect(await find('auto', { ...inPackage, ...commit, ...date })).toEqual(['main.commit=abc']);
});

test.each<[string, Record<string, string>, string[]]>([
  [
    'a constant of another file',
    {
      'cmd/api/main.go': 'package main\n\nvar Version = defaultVersion\n',
      'cmd/api/version.go': 'package main\n\nconst defaultVersion = "dev"\n',
    },
    ['main.Version=v1.2.3'],
  ],
  [
    'a constant of another package of the module',
    {
      'cmd/api/main.go': 'package main\n\nimport "example.com/x/meta"\n\nvar version = meta.Default\n',
      'meta/meta.go': 'package meta\n\nconst Default = "dev"\n',
    },
    ['main.version=v1.2.3'],
  ],
  [
    'names in capitals',
    {
      'cmd/api/main.go': 'package main\n\nimport "example.com/x/pkg/version"\n',
      'pkg/version/version.go': 'package version\n\nvar VERSION = "6.9.0"\nvar REVISION = "unknown"\n',
    },
    ['example.com/x/pkg/version.VERSION=v1.2.3', 'example.com/x/pkg/version.REVISION=abc'],
  ],
  [
    'names with _ and other words for them',
    { 'cmd/api/main.go': 'package main\n\nvar version, git_sha, buildTime string\n' },
    ['main.version=v1.2.3', 'main.git_sha=abc', 'main.buildTime=2026-01-02T03:04:05Z'],
  ],
])('found with %s', async (_, sources, expected) => {
  expect(await find('auto', sources)).toEqual(expected);
});

test('a version package that the program does not import is not set', async () => {
  expect(await find('auto', { ...inPackage, 'cmd/api/main.go': 'package main\n' })).toEqual([]);
});

test('a package with a version comes before a package main with only a commit', async () => {
  const main = `${inPackage['cmd/api/main.go']}\nvar commit string\n`;
  const found = await find('auto', { ...inPackage, 'cmd/api/main.go': main });
  expect(found[0]).toBe('example.com/x/internal/version.Version=v1.2.3');
  const alone = { 'cmd/api/main.go': 'package main\n\nvar commit string\n' };
  expect(await find('auto', alone)).toEqual(['main.commit=abc']);
});

test('a part that nobody knows is not set', async () => {
  expect(await find('auto', inPackage, { ...identity, commit: '', date: '' })).toHaveLength(1);
});

test('auto is content with nothing, off looks for nothing', async () => {
  expect(await find('auto', { 'cmd/api/main.go': 'package main\n' })).toEqual([]);
  expect(await find('off', inMain)).toEqual([]);
});

test('a package that is named must have a variable', async () => {
  expect(await find('example.com/x/internal/version', inPackage)).toHaveLength(3);
  await expect(find('main', inPackage)).rejects.toThrow(/version-package "main": has no string variable/);
  await expect(find('example.com/x/nope', inPackage)).rejects.toThrow(
    /version-package "example.com\/x\/nope"/,
  );
});

test('a package of a dependency is set blindly by its usual names', async () => {
  const found = await find('github.com/prometheus/common/version', inPackage);
  expect(found).toContain('github.com/prometheus/common/version.Revision=abc');
  expect(found).toContain('github.com/prometheus/common/version.BuildDate=2026-01-02T03:04:05Z');
});

test('the package that is named may have one variable, and must have one', async () => {
  const one = { 'cmd/api/main.go': 'package main\n\nvar version = "dev"\n' };
  expect(await find('main', one)).toEqual(['main.version=v1.2.3']);
  await expect(find('main', { 'cmd/api/main.go': 'package main\n' })).rejects.toMatchObject({
    problems: [{ input: 'version-package', value: 'main', problem: 'has no string variable for a version' }],
  });
});

test('nobody knows whether a constant of another module is a string', async () => {
  const sources = {
    'cmd/api/main.go':
      'package main\n\nimport (\n\t"example.com/x/meta"\n\t"example.org/other"\n)\n\nvar version = other.Default\nvar commit = meta.None\n',
    'meta/meta.go': 'package meta\n\nconst None = "none"\n',
  };
  expect(await find('auto', sources)).toEqual(['main.commit=abc']);
});
