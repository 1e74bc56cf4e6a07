import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hashTree } from '../../src/index.ts';

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
