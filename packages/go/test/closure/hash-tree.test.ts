import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hashFile, hashTree } from '../../src/closure/hash-tree.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'fairlead-tree-'));
});
afterEach(() => rm(root, { recursive: true }));

it('what is neither a file nor a link has no content, and is not waited for', async () => {
  execFileSync('mkfifo', [join(root, 'pipe')]);
  await writeFile(join(root, 'file'), 'one');
  expect([...(await hashTree(root))]).toEqual([
    ['file', expect.stringMatching(/^[0-9a-f]{32}$/)],
    ['pipe', 'special'],
  ]);
});

it('a file counts by what it holds, however long it is, and by whether it may be executed', async () => {
  const chunk = 1 << 20;
  const hashes = async (size: number, mode: number) => {
    await writeFile(join(root, 'file'), Buffer.alloc(size, 'x'));
    await chmod(join(root, 'file'), mode);
    return hashFile(join(root, 'file'));
  };
  const wanted = (head: string, size: number) =>
    createHash('sha256').update(head).update(Buffer.alloc(size, 'x')).digest('hex').slice(0, 32);
  for (const size of [0, 1, chunk - 1, chunk, 2 * chunk + 1])
    expect(await hashes(size, 0o644)).toBe(wanted('plain\n', size));
  expect(await hashes(1, 0o744)).toBe(wanted('executable\n', 1));
});

it('what is no file has no hash of its content', async () => {
  expect(hashFile(root)).toBeUndefined();
  expect(hashFile(join(root, 'none'))).toBeUndefined();
});

it('a link to a folder or to nothing counts by where it leads', async () => {
  await mkdir(join(root, 'folder'));
  await symlink('folder', join(root, 'link'));
  const before = (await hashTree(root)).get('link');
  expect(before).toMatch(/^[0-9a-f]{32}$/);
  await rm(join(root, 'folder'), { recursive: true });
  expect((await hashTree(root)).get('link')).toBe(before);
});

it('the files come in the order of their paths', async () => {
  for (const name of ['c', 'a', 'b']) await writeFile(join(root, name), '');
  await mkdir(join(root, 'b.d'));
  await writeFile(join(root, 'b.d', 'x'), '');
  expect([...(await hashTree(root)).keys()]).toEqual(['a', 'b', 'b.d/x', 'c']);
});

it('a link counts by where it leads and by what is there', async () => {
  await writeFile(join(root, 'file'), 'one');
  await symlink('file', join(root, 'link'));
  const before = await hashTree(root);
  expect(before.get('link')).not.toBe(before.get('file'));
  await writeFile(join(root, 'file'), 'two');
  expect((await hashTree(root)).get('link')).not.toBe(before.get('link'));
});

it('leaves out what git keeps and the folders that it is told', async () => {
  for (const folder of ['.git', 'out', 'in/.git']) {
    await mkdir(join(root, folder), { recursive: true });
    await writeFile(join(root, folder, 'x'), '');
  }
  await writeFile(join(root, 'in', 'y'), '');
  expect([...(await hashTree(root, [join(root, 'out')])).keys()]).toEqual(['in/y']);
});
