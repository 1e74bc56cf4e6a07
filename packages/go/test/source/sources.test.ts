import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createNodeFiles } from '@fairlead/core';
import { findLegacyConstraint, readStrings, walkSources } from '@fairlead/go';
import { describe, expect, test } from 'vitest';
import { writeTree } from '../../../../test/support/write-tree.ts';

describe('string variables that the linker can set', () => {
  test.each([
    ['var Version string', ['Version']],
    ['var Version = "dev"', ['Version']],
    ['var Version string = `dev` // set by the build', ['Version']],
    ['var version, commit string', ['version', 'commit']],
    ['var version, commit = "dev", "none"', ['version', 'commit']],
    ['var (\n\tVersion = ""\n\tCommit  string\n\tn = 1\n)\nvar X string', ['Version', 'Commit', 'X']],
    ['const dev = "dev"\nvar Version = dev', ['Version']],
    ['var Version = dev\nconst (\n\tbase = "v1"\n\tdev = base + "-dev"\n)', ['Version']],
    ['const a string = "x"\nvar Version string = (a)', ['Version']],
    ['const (\n\ta = "x"\n\tb\n)\nvar Version = b', ['Version']],
    ['var Version = "v" +\n\t"1"', ['Version']],
    ['var Version = string("v1")', ['Version']],
    ['var (\n\tVERSION, REVISION = "a", `b`\n)', ['VERSION', 'REVISION']],
    ['//go:embed version.txt\nvar version string', ['version']],
    ['/* c */ var Version = "a" // b', ['Version']],
    ['var v = `a\nvar Inner string\n`', ['v']],
    ['var v = `a\n`\nvar Next string', ['v', 'Next']],
    ['var v = "a" /* one\ntwo */\nvar Next string', ['v', 'Next']],
    ['var v = "a" // to the end', ['v']],
    ['var v = "a\\"b" + "c"', ['v']],
    ['var v = "broken\nvar Next string', ['v', 'Next']],
    ["var quote = '\"'\nvar Next string", ['Next']],
    ['var a, b = "x", 1', ['a']],
    ['var a, b T\nvar Next string', ['Next']],
    ['var (\n\ta = ("x" + "y")\n\tb = f("x")\n)\n', ['a']],
    ['var Version =\n', []],
    ['var Version = "a" +', []],
    ['const (\n\ta string = "x"\n\tb = 1\n\tc\n)\nvar V = c\nvar W = a', ['W']],
    ['type T string\nconst c T = "x"\nvar Version = c', []],
    ['var Version T = "x"', []],
    ['const n = 1\nvar Version = n', []],
    ['const a = b\nconst b = a\nvar Version = a', []],
    ['var Version = other.Version', []],
    ['var Version, err = read()', []],
    ['var Version = [...]string{"a"}', []],
    ['var _ = "x"', []],
    ['var f = func() { var Version string }', []],
    ['var Version = compute()', []],
    ['var Version = "v" + suffix', []],
    ['var version int', []],
    ['const Version = "1"', []],
    ['func f() {\n\tvar inner string\n}', []],
    ['/*\nvar Old string\n*/', []],
  ])('%j', (source, names) => {
    expect(readStrings([source]).variables).toEqual(names);
  });
});

test('constants of the other files of the package and of other packages count', () => {
  const files = ['package main\nvar Version = preset', 'package main\nconst preset = "dev"'];
  expect(readStrings(files).variables).toEqual(['Version']);
  const other =
    'package main\nimport (\n\t"fmt"\n\tmeta "example.com/x/build/v2"\n)\nvar Version = meta.Default\n';
  const knows = (path: string, name: string) => path === 'example.com/x/build/v2' && name === 'Default';
  expect(readStrings([other], knows)).toMatchObject({
    variables: ['Version'],
    imports: new Set(['fmt', 'example.com/x/build/v2']),
  });
});

test('of other packages nothing is known unless somebody knows it', () => {
  const source = 'package main\nimport meta "example.com/x"\nvar Version = meta.Default\n';
  expect(readStrings([source]).variables).toEqual([]);
  expect(readStrings([source], () => true).variables).toEqual(['Version']);
  expect(readStrings([source.replace('meta "', '"')], () => true).variables).toEqual([]);
});

test('constants are found however far below the ones they name stand', () => {
  const constants = Array.from({ length: 15 }, (_, index) => `const c${index} = c${index + 1}`);
  const source = ['package main', ...constants, 'const c15 = "dev"', 'var Version = c0'].join('\n');
  expect(readStrings([source]).variables).toEqual(['Version']);
});

test('a file of one long line, or with what has no end, is read in one pass', () => {
  const long = `package main\nvar data = []byte{${'0x1f, '.repeat(50_000)}}\nvar Version string\n`;
  expect(readStrings([long]).variables).toEqual(['Version']);
  readStrings([
    `package main\n${'/*'.repeat(50_000)}`,
    `package main\n${'"'.repeat(50_001)}`,
    '('.repeat(50_000),
  ]);
});

describe('a file with only the old form of constraint', () => {
  test('is found with its line', () => {
    expect(findLegacyConstraint('// Copyright\n\n// +build linux\n\npackage a\n')).toBe(3);
  });
  test.each([
    '//go:build linux\n// +build linux\n\npackage a\n',
    'package a\n\n// +build linux\n',
    '// about +build\npackage a\n',
  ])('%j is none', (source) => {
    expect(findLegacyConstraint(source)).toBeUndefined();
  });
});

test('sources are what goes into a build: no tests, testdata, vendor, nested modules, links to folders or documents', async () => {
  const root = await writeTree({
    'go.mod': 'module x\n',
    'main.go': '',
    'main_test.go': '',
    'internal/a/a.go': '',
    'internal/a/a.s': '',
    'internal/a/README.md': '',
    'internal/a/testdata/t.go': '',
    'vendor/v/v.go': '',
    'sub/go.mod': 'module sub\n',
    'sub/s.go': '',
    '.hidden/h.go': '',
    '_off/o.go': '',
    'internal/api.v1/b.go': '',
    'internal/folder.go/c.go': '',
  });
  await symlink(root, join(root, 'loop'));
  await symlink('nowhere.go', join(root, 'broken.go'));
  const found = await walkSources(createNodeFiles('/nonexistent'), root);
  expect(found.map(({ path }) => path)).toEqual([
    'internal/a/a.go',
    'internal/a/a.s',
    'internal/api.v1/b.go',
    'internal/folder.go/c.go',
    'main.go',
  ]);
});
