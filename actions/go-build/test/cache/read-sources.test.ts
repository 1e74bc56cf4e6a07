import { createFakeFiles } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { readSources } from '../../src/cache/read-sources.ts';
import { module, tree } from '../fixtures.ts';

const GO_MOD = 'module example.com/svc\nreplace example.com/lib => ../lib\n';
const sources = {
  '/repo/svc/go.mod': GO_MOD,
  '/repo/svc/go.sum': 'a v1.0.0 h1:x\n',
  '/repo/svc/main.go': 'package main\n\n//go:embed page.html "static/*.css" all:web\nvar files embed.FS\n',
  '/repo/svc/page.html': '<p>',
  '/repo/svc/static/a.css': 'a',
  '/repo/svc/web/.hidden/b.js': 'b',
  '/repo/svc/default.pgo': 'p',
  '/repo/svc/notes.txt': 'n',
  '/repo/lib/go.mod': 'module example.com/lib\n',
  '/repo/lib/lib.go': 'package lib\n',
};

/** The facts of the service with some files changed. */
const read = (changes: Readonly<Record<string, string>> = {}) =>
  readSources(
    createFakeFiles({ ...sources, ...changes }),
    tree([module('/repo/svc', 'example.com/svc')]),
    undefined,
  );

test.each([
  ['the source itself', '/repo/svc/main.go'],
  ['go.mod', '/repo/svc/go.mod'],
  ['an embedded file', '/repo/svc/page.html'],
  ['a file that an embedded pattern fits', '/repo/svc/static/a.css'],
  ['a file in an embedded folder', '/repo/svc/web/.hidden/b.js'],
  ['the profile for the compiler', '/repo/svc/default.pgo'],
  ['a module beside it that is compiled in', '/repo/lib/lib.go'],
])('%s counts as source', async (_, path) => {
  const changed = await read({ [path]: `${sources[path as keyof typeof sources]}// edit\n` });
  const plain = await read();
  expect(changed.source).not.toBe(plain.source);
  expect(changed.lock).toBe(plain.lock);
});

test('go.sum is the lock, and what is not compiled does not count', async () => {
  const plain = await read();
  const bumped = await read({ '/repo/svc/go.sum': 'a v1.1.0 h1:y\n' });
  expect(bumped.lock).not.toBe(plain.lock);
  const beside = {
    '/repo/svc/notes.txt': 'changed',
    '/repo/svc/main_test.go': 'package main\n',
    '/repo/other/go.mod': 'module o\n',
  };
  expect(await read(beside)).toEqual(plain);
});

test('a vendored file that was changed counts, though modules.txt is the same', async () => {
  const vendored = {
    '/repo/svc/vendor/modules.txt': '# a v1.0.0\n',
    '/repo/svc/vendor/a/a.go': 'package a\n',
  };
  const svc = { ...module('/repo/svc', 'example.com/svc'), vendored: true };
  const facts = (changes: Readonly<Record<string, string>> = {}) =>
    readSources(createFakeFiles({ ...sources, ...vendored, ...changes }), tree([svc]), undefined);
  expect((await facts({ '/repo/svc/vendor/a/a.go': 'package a // x\n' })).source).not.toBe(
    (await facts()).source,
  );
});

test('of a folder with embedded files, a file that no pattern fits does not count', async () => {
  const main = 'package main\n\n//go:embed *.html static/*.css\nvar files embed.FS\n';
  const facts = (changes: Readonly<Record<string, string>>) =>
    read({ '/repo/svc/main.go': main, '/repo/svc/static/read-me.md': 'x', ...changes });
  const plain = await facts({});
  for (const path of ['README.md', '.github/workflows/ci.yml', 'docs/page.html', 'static/read-me.md'])
    expect(await facts({ [`/repo/svc/${path}`]: 'changed' }), path).toEqual(plain);
  for (const path of ['page.html', 'new.html', 'static/new.css'])
    expect((await facts({ [`/repo/svc/${path}`]: 'changed' })).source, path).not.toBe(plain.source);
});

test('an embedded file that Git LFS holds is told, one that only speaks of LFS is not', async () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12\n`;
  const { pointers } = await read({
    '/repo/svc/static/a.css': pointer,
    '/repo/svc/web/.hidden/b.js': `${pointer}${'x'.repeat(1_024)}`,
    '/repo/svc/page.html': `<p>${pointer}`,
    '/repo/svc/notes.txt': pointer,
  });
  expect(pointers).toEqual(['/repo/svc/static/a.css']);
});

const program = {
  '/repo/go.mod': 'module example.com/repo\n',
  '/repo/cmd/api/main.go': 'package main\n\nimport (\n\tx "example.com/repo/internal/a"\n)\n',
  '/repo/internal/a/a.go': 'package a\n\nimport "example.com/repo/tools/nested"\n',
  '/repo/internal/b/b.go': 'package b\n\n//go:embed b.txt\nvar b string\n',
  '/repo/internal/b/b.txt': 'b',
  '/repo/internal/c/c.h': '#define C\n',
  '/repo/cmd/other/main.go': 'package main\n\nimport "example.com/dep"\n',
  '/repo/tools/go.mod': 'module example.com/repo/tools\n',
  '/repo/tools/nested/nested.go': 'package nested\n',
  '/repo/tools/unused/unused.go': 'package unused\n',
};

describe('with the folders of the programs', () => {
  const modules = [module('/repo', 'example.com/repo'), module('/repo/tools', 'example.com/repo/tools')];
  const facts = (changes: Readonly<Record<string, string>> = {}) =>
    readSources(createFakeFiles({ ...program, ...changes }), tree(modules), ['/repo/cmd/api']);
  const edited = (path: keyof typeof program): Readonly<Record<string, string>> => ({
    [path]: `${program[path]}// edited\n`,
  });

  test.each([
    '/repo/cmd/api/main.go',
    '/repo/internal/a/a.go',
    '/repo/tools/nested/nested.go',
    '/repo/internal/c/c.h',
    '/repo/go.mod',
  ] as const)('%s counts: a program is made of it, or may be', async (path) => {
    expect((await facts(edited(path))).source).not.toBe((await facts()).source);
  });

  test.each([
    '/repo/internal/b/b.go',
    '/repo/internal/b/b.txt',
    '/repo/cmd/other/main.go',
    '/repo/tools/unused/unused.go',
  ] as const)('%s does not: nothing imports it', async (path) => {
    expect(await facts(edited(path))).toEqual(await facts());
  });

  test('files that need C are told where a program is made of them', async () => {
    const native = 'package a\n\n// int x;\nimport "C"\n';
    const changed = { '/repo/internal/a/c.go': native, '/repo/internal/b/c.go': native };
    expect((await facts(changed)).native).toEqual(['/repo/internal/a/c.go']);
  });

  test('a package counts from the import on', async () => {
    const main = { '/repo/cmd/api/main.go': 'package main\n\nimport _ "example.com/repo/internal/b"\n' };
    const plain = await facts(main);
    expect((await facts({ ...main, ...edited('/repo/internal/b/b.txt') })).source).not.toBe(plain.source);
  });

  test('modules that only another program needs are no reason to look again', async () => {
    const other = { '/repo/cmd/other/main.go': 'package main\n\nimport "example.com/another"\n' };
    expect((await facts(other)).imports).toBe((await facts()).imports);
  });
});

test.each([
  ['module example.com/svc\n\ngo 1.26\n', false],
  ['module example.com/svc\n\nrequire example.com/a v1.0.0\n', true],
  ['module example.com/svc\n\nrequire (\n\texample.com/a v1.0.0\n)\n', true],
  ['module example.com/svc\n\n// nothing is required\n', false],
  [GO_MOD, false],
])('whether there is anything to download: %j', async (text, requires) => {
  expect((await read({ '/repo/svc/go.mod': text })).requires).toBe(requires);
});

test('what a module beside it requires is to be downloaded too', async () => {
  const lib = { '/repo/lib/go.mod': 'module example.com/lib\n\nrequire example.com/a v1.0.0\n' };
  expect((await read(lib)).requires).toBe(true);
});
