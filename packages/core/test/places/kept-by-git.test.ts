import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGit } from '@fairlead/git';
import { createFakeFiles, createFakeGit } from '@fairlead/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createNodeFiles, createProcessExec, keptByGit, Redactor } from '../../src/index.ts';

const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', GIT_CONFIG_GLOBAL: '/dev/null' };
const files = createNodeFiles('/nonexistent');
const exec = createProcessExec({ env, redactor: new Redactor() });
const git = createGit({ exec, files, env, signal: new AbortController().signal });
const TRACKED = 'is a file that git tracks';
const OF_GIT = 'lies in the folder of git';

let top: string;
beforeAll(async () => {
  top = await realpath(await mkdtemp(join(tmpdir(), 'fairlead-kept-')));
  for (const root of ['one', 'one/inner', 'two']) {
    await mkdir(join(top, root, 'cmd'), { recursive: true });
    await writeFile(join(top, root, 'cmd/main.go'), '');
    execFileSync('git', ['init', '-q'], { cwd: join(top, root), env });
    execFileSync('git', ['add', '--', 'cmd'], { cwd: join(top, root), env });
  }
  await writeFile(join(top, 'one/built'), '');
  await symlink('cmd', join(top, 'one/way'));
  await symlink('.git', join(top, 'one/hidden'));
  await symlink('round', join(top, 'one/round'));
  await symlink('nowhere', join(top, 'one/dangling'));
  await symlink('cmd/main.go', join(top, 'one/untracked-link'));
  execFileSync('git', ['add', '--', 'dangling'], { cwd: join(top, 'one'), env });
});
afterAll(() => rm(top, { recursive: true }));

describe('what git keeps', () => {
  test.each([
    ['one/cmd/main.go', TRACKED],
    ['one/way/main.go', TRACKED],
    ['one/dangling', TRACKED],
    ['one/inner/cmd/main.go', TRACKED],
    ['two/cmd/main.go', TRACKED],
    ['one/.git', OF_GIT],
    ['one/.git/HEAD', OF_GIT],
    ['one/.git/new/file', OF_GIT],
    ['one/hidden/HEAD', OF_GIT],
    ['one/.GIT/HEAD', OF_GIT],
    ['one/cmd', undefined],
    ['one/built', undefined],
    ['one/untracked-link', undefined],
    ['one/new/deep/file', undefined],
    ['one/round/file', undefined],
    ['one/.gitignore', undefined],
    ['cmd/main.go', undefined],
  ])('%s: %s', async (path, problem) => {
    expect((await keptByGit({ files, git }, [join(top, path)])).get(join(top, path))).toBe(problem);
  });

  test('is told for each of many paths', async () => {
    const paths = ['one/cmd/main.go', 'one/cmd/other.go', 'one/built', 'two/cmd/main.go'].map((path) =>
      join(top, path),
    );
    expect([...(await keptByGit({ files, git }, paths))]).toEqual([
      [paths[0], TRACKED],
      [paths[3], TRACKED],
    ]);
  });

  test('is nothing where no repository can be read, or git does not answer', async () => {
    const fake = createFakeFiles({ '/workspace/main.go': '' });
    for (const none of [createFakeGit(), createFakeGit({})])
      expect((await keptByGit({ files: fake, git: none }, ['/workspace/main.go'])).size).toBe(0);
  });
});
