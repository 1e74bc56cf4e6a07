import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createNodeFiles } from '@fairlead/core';
import { findLegacyConstraint, findStringVariables, walkSources } from '@fairlead/go';
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
    ['var Version = compute()', []],
    ['var Version = "v" + suffix', []],
    ['var version int', []],
    ['const Version = "1"', []],
    ['func f() {\n\tvar inner string\n}', []],
    ['/*\nvar Old string\n*/', []],
  ])('%j', (source, names) => {
    expect(findStringVariables(source)).toEqual(names);
  });
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
