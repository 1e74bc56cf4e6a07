import { createFakeFiles } from '@fairlead/testkit';
import { expect, test } from 'vitest';
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
  readSources(createFakeFiles({ ...sources, ...changes }), tree([module('/repo/svc', 'example.com/svc')]));

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
    readSources(createFakeFiles({ ...sources, ...vendored, ...changes }), tree([svc]));
  expect((await facts({ '/repo/svc/vendor/a/a.go': 'package a // x\n' })).source).not.toBe(
    (await facts()).source,
  );
});
