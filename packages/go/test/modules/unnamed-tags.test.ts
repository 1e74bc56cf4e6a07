import { createFakeFiles } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { discoverModules, unnamedTags } from '../../src/index.ts';

const NO_DEPENDENCY = { '/w/go.mod': 'module example.com/x\n\ngo 1.24\n' };
const ONE = { '/w/go.mod': 'module example.com/x\n\nrequire example.com/y v1.0.0\n' };
const MANY = { '/w/go.mod': 'module example.com/x\n\nrequire (\n\texample.com/y v1.0.0\n)\n' };
const SUITE = { '/w/db/db_test.go': '//go:build integration && !short\n\npackage db\n' };

async function said(
  contents: Readonly<Record<string, string>>,
  ...tags: readonly string[]
): Promise<readonly string[]> {
  const files = createFakeFiles(contents);
  return unnamedTags(files, await discoverModules(files, { from: '/w', root: '/w' }), tags);
}

describe('build tags that no file names', () => {
  test('one that is nearly that of a test is told, with what was meant', async () => {
    expect(await said({ ...MANY, ...SUITE }, 'integraton', 'integration')).toEqual([
      'build tag integraton of build-tags is in no build constraint of the modules here; did you mean integration?',
    ]);
  });

  test('any is told where no dependency can name it', async () => {
    expect(await said({ ...NO_DEPENDENCY, ...SUITE }, 'sqlite_fts5')).toEqual([
      'build tag sqlite_fts5 of build-tags is in no build constraint of the modules here, and there is no dependency that could have it',
    ]);
  });

  test.each([
    ['one dependency', ONE],
    ['a block of them', MANY],
    ['a workspace', { ...NO_DEPENDENCY, '/w/go.work': 'go 1.24\n\nuse .\n' }],
  ])('with %s it may be meant for that', async (_, tree) => {
    expect(await said({ ...tree, ...SUITE }, 'sqlite_fts5')).toEqual([]);
  });

  test.each([
    'netgo',
    'netcgo',
    'osusergo',
    'timetzdata',
    'purego',
    'race',
    'cgo',
    'go1.24',
    'goexperiment.jsonv2',
    'linux',
    'amd64',
    'unix',
  ])('%s is one of Go itself', async (tag) => {
    expect(await said(NO_DEPENDENCY, tag)).toEqual([]);
  });

  test.each([
    ['a plain file', { '/w/a.go': '//go:build lite\n\npackage a\n' }],
    ['a file that does not want it', { '/w/a.go': '//go:build !lite\n\npackage a\n' }],
    ['the old form', { '/w/a.go': '// +build lite\n\npackage a\n' }],
    ['assembly', { '/w/a.s': '//go:build lite\n\nTEXT ·Add(SB), 4, $0\n' }],
    [
      'a module below',
      { '/w/b/go.mod': 'module example.com/b\n', '/w/b/b.go': '//go:build lite\n\npackage b\n' },
    ],
  ])('named in %s is named', async (_, contents) => {
    expect(await said({ ...NO_DEPENDENCY, ...contents }, 'lite')).toEqual([]);
  });

  test('a file that cannot be read names none', async () => {
    const plain = createFakeFiles({ ...NO_DEPENDENCY, '/w/a.go': '' });
    const readText = async (path: string): Promise<string> => {
      if (path.endsWith('/a.go')) throw new Error('EACCES');
      return plain.readText(path);
    };
    const files = { ...plain, readText };
    const tree = await discoverModules(files, { from: '/w', root: '/w' });
    expect(await unnamedTags(files, tree, ['lite'])).toHaveLength(1);
  });
});
