import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createNodeFiles, type Files } from '../../src/index.ts';

let root: string;
let files: Files;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'fairlead-test-'));
  files = createNodeFiles(join(root, 'temporary'));
});
afterAll(() => rm(root, { recursive: true }));

test('writes make folders, keep the mode, and leave no partial file', async () => {
  const path = join(root, 'a/b/secret');
  await files.write(path, 'old');
  await files.write(path, 'new', 0o600);
  expect(await files.readText(path)).toBe('new');
  expect(await files.stat(path)).toEqual({ kind: 'file', size: 3, mode: 0o600 });
  expect(await files.list(join(root, 'a/b'))).toEqual(['secret']);
});

test('what is not there is undefined or empty, also below a file', async () => {
  await files.write(join(root, 'file'), '');
  expect(await files.stat(join(root, 'file/below'))).toBeUndefined();
  expect(await files.list(join(root, 'nothing'))).toEqual([]);
  await files.remove(join(root, 'nothing'));
});

test('temporary folders are below the given root, each its own', async () => {
  const [one, two] = [await files.makeTemporary('x'), await files.makeTemporary('x')];
  expect(one).toContain(join(root, 'temporary', 'x-'));
  expect(one).not.toBe(two);
});

test('sha256 of the content', async () => {
  await files.write(join(root, 'abc'), 'abc');
  expect(await files.sha256(join(root, 'abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('a link is what it leads to, and says that it is one', async () => {
  await files.write(join(root, 'target/file'), 'text');
  await symlink('target', join(root, 'link'));
  await symlink('nowhere', join(root, 'dangling'));
  await symlink('circle', join(root, 'circle'));
  expect(await files.stat(join(root, 'link'))).toMatchObject({ kind: 'directory', link: true });
  expect((await files.stat(join(root, 'target')))?.link).toBeUndefined();
  expect(await files.stat(join(root, 'dangling'))).toBeUndefined();
  expect(await files.stat(join(root, 'circle'))).toBeUndefined();
});

test('folders are made level by level, also through a link; what is there stays', async () => {
  await files.write(join(root, 'deep/er/est/one'), '');
  await files.write(join(root, 'deep/er/est/two'), '');
  await symlink('deep', join(root, 'way'));
  await files.write(join(root, 'way/new/file'), '');
  expect((await files.stat(join(root, 'deep/new')))?.kind).toBe('directory');
  await expect(files.write(join(root, 'deep/new/file/x'), '')).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(files.write(join(root, 'deep/new/file/x/y'), '')).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test('a folder that the system does not let anybody make is an error, not an endless try', async () => {
  await expect(files.write('/proc/fairlead/deep/file', '')).rejects.toMatchObject({ code: 'ENOENT' });
});
