import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
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

test.each(['/dev/zero', '/dev/null', '/proc/self/pagemap', '/proc/self/environ'])(
  '%s is not read, not even through a link',
  async (target) => {
    const path = join(root, target.replaceAll('/', '-'));
    await symlink(target, path);
    const refused = { code: 'FILE_NOT_PLAIN', message: expect.stringContaining(path) };
    await expect(files.readText(path)).rejects.toMatchObject(refused);
    await expect(files.readBytes(path)).rejects.toMatchObject(refused);
    await expect(files.sha256(path)).rejects.toMatchObject(refused);
  },
);

test('nobody waits at a named pipe', async () => {
  execFileSync('mkfifo', [join(root, 'pipe')]);
  await expect(files.readText(join(root, 'pipe'))).rejects.toMatchObject({ code: 'FILE_NOT_PLAIN' });
});

test('a text that is too large is refused before it is read', async () => {
  await writeFile(join(root, 'large'), '');
  await truncate(join(root, 'large'), 300 * 1024 * 1024);
  await expect(files.readText(join(root, 'large'))).rejects.toMatchObject({
    code: 'FILE_NOT_PLAIN',
    message: expect.stringContaining('at most'),
  });
});

test('ordinary files are read whole; what is missing or a folder is told as the system tells it', async () => {
  const text = 'ä\n'.repeat(100_000);
  await files.write(join(root, 'plain'), text);
  await files.write(join(root, 'empty'), '');
  await mkdir(join(root, 'folder'));
  expect(await files.readText(join(root, 'plain'))).toBe(text);
  expect(Buffer.from(await files.readBytes(join(root, 'plain'))).toString()).toBe(text);
  expect(await files.readText(join(root, 'empty'))).toBe('');
  await expect(files.readText(join(root, 'gone'))).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(files.readText(join(root, 'folder'))).rejects.toMatchObject({ code: 'EISDIR' });
});
