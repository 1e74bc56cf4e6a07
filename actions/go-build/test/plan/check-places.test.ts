import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createNodeFiles } from '@fairlead/core';
import { createFakeGit } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { writeTree } from '../../../../test/support/write-tree.ts';
import { checkPlaces, tryPlaces } from '../../src/plan/check-places.ts';

const files = createNodeFiles('/nonexistent');
const git = createFakeGit();
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
  const check = (path: string) => checkPlaces(files, [join(workspace, path)], { git, show, workspace });
  await expect(check('bin/docker')).rejects.toThrow(/leads out of the workspace through a link, to /);
  await expect(check('bin/deep/docker')).rejects.toThrow(/through a link/);
  await expect(check('inner/api')).resolves.toBeUndefined();
  await expect(checkPlaces(files, [join(outside, 'api')], { git, show, workspace })).resolves.toBeUndefined();
});

test('folders that are not there yet are fine, and one below a file is not', async () => {
  const workspace = await writeTree({ 'docs/page': '' });
  const check = (path: string) => checkPlaces(files, [join(workspace, path)], { git, show, workspace });
  await expect(check('new/deep/api')).resolves.toBeUndefined();
  await expect(check('docs/page/api')).rejects.toThrow(/page is a file, not a folder/);
});

describe('a binary replaces nothing but a binary', () => {
  const problemOf = async (name: string, given?: Parameters<typeof createFakeGit>[0]): Promise<string> => {
    const workspace = await writeTree({ 'cmd/main.go': '', 'go.mod': '', 'README.md': '', 'bin/api': '' });
    const path = name.startsWith('/') ? name : join(workspace, name);
    const repository = given ?? { root: workspace, answers: { 'ls-files -z -- README.md': 'README.md\0' } };
    const look = {
      git: createFakeGit(repository),
      show: (text: string) => text.slice(text.lastIndexOf('/') + 1),
      workspace,
    };
    return checkPlaces(files, [path], look).then(
      () => 'free',
      (error: Error) => error.message,
    );
  };

  test.each([
    ['README.md', 'output "README.md": is a file that git tracks, and a binary would replace it (allowed: '],
    ['cmd/main.go', 'output "main.go": main.go is a source file, and a binary would replace it (allowed: '],
    ['go.mod', 'go.mod is a source file'],
    ['.git/HEAD', 'output "HEAD": lies in the folder of git, and a binary'],
    ['/dev/full', 'output "full": full is a device, a pipe or a socket, not a file (allowed: '],
    ['cmd', 'cmd is a folder'],
  ])('%s', async (name, message) => {
    expect(await problemOf(name)).toContain(message);
  });

  test('a script of the repository below bin/, and what is offered is another place', async () => {
    const workspace = await writeTree({ 'bin/api': '' });
    const repository = { root: workspace, answers: { 'ls-files -z -- bin/api': 'bin/api\0' } };
    const look = { git: createFakeGit(repository), show: () => 'bin/api', workspace };
    await expect(checkPlaces(files, [join(workspace, 'bin/api')], look)).rejects.toThrow(
      'is a file that git tracks, and a binary would replace it (allowed: a place that is free, for example build/bin/)',
    );
  });

  test.each(['bin/api', 'bin/other', 'new/README.md'])('%s is free', async (name) => {
    expect(await problemOf(name)).toBe('free');
  });

  test('without a repository, what is no source may be replaced', async () => {
    const none = { state: 'none', reason: 'no git' } as const;
    expect(await problemOf('README.md', none)).toBe('free');
    expect(await problemOf('cmd/main.go', none)).toContain('is a source file');
  });
});
