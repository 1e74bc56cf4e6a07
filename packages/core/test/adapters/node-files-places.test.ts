import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { createNodeFiles, type Files } from '../../src/index.ts';

let top: string;
let workspace: string;
let files: Files;
beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'fairlead-test-'));
  onTestFinished(() => rm(top, { recursive: true }));
  workspace = join(top, 'workspace');
  await mkdir(join(workspace, 'real'), { recursive: true });
  await mkdir(join(top, 'elsewhere'));
  await writeFile(join(top, 'elsewhere/victim'), 'old');
  await symlink('../elsewhere', join(workspace, 'out'));
  await symlink('real', join(workspace, 'within'));
  await symlink('../elsewhere/victim', join(workspace, 'file'));
  files = createNodeFiles(join(workspace, 'out/reports'), workspace);
});

const victims = (): Promise<readonly string[]> => readdir(join(top, 'elsewhere'));

test('a file is replaced where a link stands, and what it led to stays as it was', async () => {
  await files.write(join(workspace, 'file'), 'new');
  expect(await readFile(join(workspace, 'file'), 'utf8')).toBe('new');
  await expect(readlink(join(workspace, 'file'))).rejects.toMatchObject({ code: 'EINVAL' });
  expect(await readFile(join(top, 'elsewhere/victim'), 'utf8')).toBe('old');
});

test('nothing is written, made or removed through a link that leads out of the workspace', async () => {
  const refused = { code: 'PLACE_OUTSIDE', message: expect.stringContaining(join(top, 'elsewhere')) };
  await expect(files.write(join(workspace, 'out/docker'), 'x', 0o755)).rejects.toMatchObject(refused);
  await expect(files.write(join(workspace, 'out/a/b'), 'x')).rejects.toMatchObject(refused);
  await expect(files.write(join(workspace, 'out/file'), '')).rejects.toMatchObject(refused);
  await expect(files.write(join(workspace, 'out/new/file'), '')).rejects.toMatchObject(refused);
  await expect(files.remove(join(workspace, 'out/victim'))).rejects.toMatchObject(refused);
  await expect(files.makeTemporary('go-build')).rejects.toMatchObject(refused);
  expect(await victims()).toEqual(['victim']);
});

test('a link that stays inside is a way like any other; the link itself may be removed', async () => {
  await files.write(join(workspace, 'within/new/file'), 'x');
  expect(await readFile(join(workspace, 'real/new/file'), 'utf8')).toBe('x');
  await files.remove(join(workspace, 'out'));
  expect(await victims()).toEqual(['victim']);
});

test('places outside of the workspace that are named as such are nobody else’s business', async () => {
  await files.write(join(top, 'elsewhere/named'), 'x');
  expect(await victims()).toEqual(['named', 'victim']);
});

test('what cannot be finished leaves no partial file', async () => {
  await mkdir(join(workspace, 'folder'));
  await expect(files.write(join(workspace, 'folder'), 'x')).rejects.toMatchObject({ code: 'EISDIR' });
  expect((await readdir(workspace)).filter((name) => name.includes('partial'))).toEqual([]);
});
