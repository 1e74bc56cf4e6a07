import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createNodeFiles } from '@fairlead/core';
import { expect, test } from 'vitest';
import { writeTree } from '../../../../test/support/write-tree.ts';
import { checkPlaces, tryPlaces } from '../../src/plan/check-places.ts';

const files = createNodeFiles('/nonexistent');
const show = (path: string): string => path;

test('places are tried and left as they were', async () => {
  const folder = await writeTree({ 'kept/file': '' });
  await mkdir(join(folder, 'empty'));
  const paths = ['new/deep/api', 'new/deep/worker', 'kept/api', 'empty/api'].map((path) =>
    join(folder, path),
  );
  await tryPlaces(files, paths, show);
  expect((await readdir(folder, { recursive: true })).sort()).toEqual(['empty', 'kept', 'kept/file']);
});

test.each([
  ['/proc/fairlead/deep', /^no binary can be written to \/proc\/fairlead\/deep: ENOENT/],
  ['link', /EEXIST/],
])('a place that cannot be is an error: %s', async (place, message) => {
  const folder = await writeTree({});
  await symlink('nowhere', join(folder, 'link'));
  const path = place.startsWith('/') ? place : join(folder, place);
  await expect(tryPlaces(files, [`${path}/api`], show)).rejects.toMatchObject({
    code: 'BUILD_OUTPUT_FAILED',
    message: expect.stringMatching(message) as string,
  });
  expect(await readdir(folder)).toEqual(['link']);
});

test('a folder that is a link out of the workspace is refused, one that stays inside is not', async () => {
  const outside = await writeTree({ docker: '' });
  const workspace = await writeTree({ 'real/file': '' });
  await symlink(outside, join(workspace, 'bin'));
  await symlink('real', join(workspace, 'inner'));
  const check = (path: string) => checkPlaces(files, [join(workspace, path)], { show, workspace });
  await expect(check('bin/docker')).rejects.toThrow(/leads out of the workspace through a link, to /);
  await expect(check('bin/deep/docker')).rejects.toThrow(/through a link/);
  await expect(check('inner/api')).resolves.toBeUndefined();
  await expect(checkPlaces(files, [join(outside, 'api')], { show, workspace })).resolves.toBeUndefined();
});
