import { createFakeFiles } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { readSources } from '../../src/cache/read-sources.ts';
import { module, tree } from '../fixtures.ts';

const GO_MOD = 'module example.com/svc\nreplace example.com/lib => ../lib\n';
const sources = {
  '/repo/svc/go.mod': GO_MOD,
  '/repo/svc/go.sum': 'a v1.0.0 h1:x\n',
  '/repo/svc/main.go': 'package main\n',
  '/repo/lib/go.mod': 'module example.com/lib\n',
  '/repo/lib/lib.go': 'package lib\n',
};

/** The facts of the service with some files changed. */
const read = (changes: Readonly<Record<string, string>> = {}) =>
  readSources(createFakeFiles({ ...sources, ...changes }), tree([module('/repo/svc', 'example.com/svc')]));

test.each([
  ['the source itself', '/repo/svc/main.go'],
  ['go.mod', '/repo/svc/go.mod'],
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
  const beside = { '/repo/svc/main_test.go': 'package main\n', '/repo/other/go.mod': 'module o\n' };
  expect(await read(beside)).toEqual(plain);
});
