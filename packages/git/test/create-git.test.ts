import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeFiles, createProcessExec, type Git, Redactor, type Repository } from '@fairlead/core';
import { expect, onTestFinished, test } from 'vitest';
import { createGit } from '../src/index.ts';

const env = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent' };

function gitOf(more: Readonly<Record<string, string>> = {}, signal = new AbortController().signal): Git {
  const all = { ...env, ...more };
  const exec = createProcessExec({ env: all, redactor: new Redactor() });
  return createGit({ exec, files: createNodeFiles('/tmp'), env: all, signal });
}

const made = (cwd: string, ...args: readonly string[]): string =>
  execFileSync(
    'git',
    ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'init.defaultBranch=main', ...args],
    { cwd, encoding: 'utf8', env: { ...env, GIT_CONFIG_GLOBAL: '/dev/null' }, stdio: 'pipe' },
  ).trim();

async function repository(format = 'sha1'): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'git-port-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  made(folder, 'init', '-q', `--object-format=${format}`);
  await mkdir(join(folder, '.github'));
  await writeFile(join(folder, '.github/fairlead.yml'), 'quality-gate: {}\n');
  await symlink('/etc/hostname', join(folder, 'link'));
  made(folder, 'add', '.');
  made(folder, 'commit', '-qm', 'first');
  return folder;
}

async function opened(git: Git, folder: string): Promise<Repository> {
  const found = await git.open(folder);
  if (found.state !== 'ok') throw new Error(found.reason);
  return found;
}

test.each(['sha1', 'sha256'])(
  'answers from the folder itself and from below it, with %s ids',
  async (format) => {
    const root = await repository(format);
    const git = gitOf();
    for (const folder of [root, join(root, '.github')]) {
      const repo = await opened(git, folder);
      expect(repo.root).toBe(root);
      const head = await repo.ask(['rev-parse', 'HEAD']);
      expect(head).toEqual({ ok: true, text: `${made(root, 'rev-parse', 'HEAD')}\n` });
    }
  },
);

/** What a pull request can commit: the inside of a bare repository as plain files, with a program in its config. */
async function bury(root: string, name: string, config: (script: string) => string): Promise<string> {
  const folder = join(root, name);
  const script = join(folder, 'evil.sh');
  await mkdir(folder);
  made(folder, 'init', '-q', '--bare', '.');
  await writeFile(script, `#!/bin/sh\ntouch ${root}/ran\n`);
  await chmod(script, 0o755);
  await writeFile(join(folder, 'config'), config(script));
  return folder;
}

test.each([
  ['a watcher of files', (it: string) => `[core]\nbare = false\nworktree = .\nfsmonitor = ${it}\n`],
  ['a program for signatures', (it: string) => `[log]\nshowSignature = true\n[gpg]\nprogram = ${it}\n`],
  [
    'hooks',
    (it: string) => `[core]\nbare = false\nworktree = .\nhooksPath = ${it.replace(/\/[^/]*$/, '')}\n`,
  ],
  ['a pager', (it: string) => `[core]\nbare = true\npager = ${it}\n`],
])('a buried repository with %s is passed by: the workspace answers and nothing runs', async (_, config) => {
  const root = await repository();
  const folder = await bury(root, 'svc', config);
  const repo = await opened(gitOf(), folder);
  expect(repo.root).toBe(root);
  expect(await repo.ask(['log', '-1', '--format=%s'])).toEqual({ ok: true, text: 'first\n' });
  expect(await repo.ask(['describe', '--always', '--dirty'])).toMatchObject({ ok: true });
  expect(existsSync(join(root, 'ran'))).toBe(false);
});

test('without a repository above it a buried one is none', async () => {
  const outside = await realpath(await mkdtemp(join(tmpdir(), 'git-port-')));
  onTestFinished(() => rm(outside, { recursive: true, force: true }));
  const folder = await bury(
    outside,
    'svc',
    (it) => `[core]\nbare = false\nworktree = .\nfsmonitor = ${it}\n`,
  );
  expect(await gitOf().open(folder)).toEqual({ state: 'none', reason: `${folder} is in no git repository` });
});

test("even the repository's own config names no program", async () => {
  const root = await repository();
  const evil = await bury(root, 'svc', () => '[core]\nbare = true\n');
  const script = join(evil, 'evil.sh');
  for (const key of ['core.fsmonitor', 'gpg.program', 'diff.external', 'core.pager'])
    made(root, 'config', key, script);
  made(root, 'config', 'log.showSignature', 'true');
  await writeFile(join(root, 'new.txt'), 'dirty');
  const repo = await opened(gitOf(), root);
  for (const question of [
    ['describe', '--always', '--dirty'],
    ['log', '-1', '-p'],
    ['status', '--porcelain'],
  ])
    await repo.ask(question);
  expect(existsSync(join(root, 'ran'))).toBe(false);
});

test('variables of the caller choose neither repository nor settings', async () => {
  const [root, other] = [await repository(), await repository()];
  made(other, 'commit', '-q', '--allow-empty', '-m', 'other');
  const git = gitOf({
    GIT_DIR: join(other, '.git'),
    GIT_WORK_TREE: other,
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.fsmonitor',
    GIT_CONFIG_VALUE_0: `touch ${root}/ran`,
  });
  const repo = await opened(git, root);
  expect(await repo.ask(['log', '-1', '--format=%s'])).toEqual({ ok: true, text: 'first\n' });
  await repo.ask(['status']);
  expect(existsSync(join(root, 'ran'))).toBe(false);
});

test('a file is read from a commit, not from the work tree', async () => {
  const root = await repository();
  const head = made(root, 'rev-parse', 'HEAD');
  await writeFile(join(root, '.github/fairlead.yml'), 'changed');
  const repo = await opened(gitOf(), root);
  const at = (path: string, max = 1000) => repo.fileAt(head, path, max);
  expect(await at('.github/fairlead.yml')).toEqual({ state: 'file', text: 'quality-gate: {}\n' });
  expect(await at('absent.yml')).toEqual({ state: 'absent' });
  expect(await at('link')).toMatchObject({ state: 'refused' });
  expect(await at('.github')).toMatchObject({ state: 'refused' });
  expect(await at('.github/fairlead.yml', 3)).toMatchObject({ state: 'refused' });
  expect(await repo.fileAt('f'.repeat(40), 'a', 9)).toMatchObject({ state: 'unknown' });
  expect(await repo.fileAt('--output=x', 'a', 9)).toMatchObject({ state: 'unknown' });
});

test('what lies below a link or another repository of a commit is not taken for absent', async () => {
  const root = await repository();
  await symlink('.github', join(root, 'settings'));
  made(root, 'add', '.');
  made(root, 'update-index', '--add', '--cacheinfo', `160000,${made(root, 'rev-parse', 'HEAD')},module`);
  made(root, 'commit', '-qm', 'links');
  const head = made(root, 'rev-parse', 'HEAD');
  const repo = await opened(gitOf(), root);
  expect(await repo.fileAt(head, 'settings/deep/fairlead.yml', 99)).toEqual({
    state: 'refused',
    reason: `settings, which settings/deep/fairlead.yml lies below, is no folder in commit ${head.slice(0, 12)}`,
  });
  expect(await repo.fileAt(head, 'module/fairlead.yml', 99)).toMatchObject({ state: 'refused' });
  expect(await repo.fileAt(head, '.github/other.yml', 99)).toEqual({ state: 'absent' });
  expect(await repo.fileAt(head, '.github/fairlead.yml/x', 99)).toEqual({ state: 'absent' });
});

test('a folder of a commit is listed, whatever the work tree holds', async () => {
  const root = await repository();
  const head = made(root, 'rev-parse', 'HEAD');
  await writeFile(join(root, '.github/later.yml'), '');
  const repo = await opened(gitOf(), root);
  expect(await repo.entriesAt(head, '')).toEqual(
    expect.arrayContaining([
      { name: '.github', kind: 'folder' },
      { name: 'link', kind: 'other' },
    ]),
  );
  const inside = [{ name: 'fairlead.yml', kind: 'file' }];
  expect(await repo.entriesAt(head, '.github')).toEqual(inside);
  expect(await repo.entriesAt(head, '.github/fairlead.yml')).toEqual([]);
  expect(await repo.entriesAt(head, 'absent')).toEqual([]);
  expect(await repo.entriesAt('f'.repeat(40), '')).toEqual([]);
  expect(await repo.entriesAt('--output=x', '')).toEqual([]);
});

test('what git has against a question is its reason', async () => {
  const repo = await opened(gitOf(), await repository());
  expect(await repo.ask(['rev-parse', '--verify', 'no-such-ref'])).toEqual({
    ok: false,
    reason: 'fatal: Needed a single revision',
  });
});

test('a worktree answers for its own commit', async () => {
  const root = await repository();
  const tree = join(root, 'tree');
  made(root, 'worktree', 'add', '-q', tree);
  made(tree, 'commit', '-q', '--allow-empty', '-m', 'in the worktree');
  const repo = await opened(gitOf(), tree);
  expect(await repo.ask(['log', '-1', '--format=%s'])).toEqual({ ok: true, text: 'in the worktree\n' });
});

test('a repository that cannot be read is broken, not absent', async () => {
  const root = await repository();
  await writeFile(join(root, '.git/HEAD'), 'nonsense');
  expect(await gitOf().open(root)).toMatchObject({ state: 'broken' });
});

test('children trust the folder and keep what they were given', async () => {
  const root = await repository();
  const repo = await opened(
    gitOf({ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'a.b', GIT_CONFIG_VALUE_0: 'c' }),
    root,
  );
  const count = Number(repo.childEnv['GIT_CONFIG_COUNT']);
  expect(repo.childEnv[`GIT_CONFIG_KEY_${count - 1}`]).toBe('safe.directory');
  expect(repo.childEnv[`GIT_CONFIG_VALUE_${count - 1}`]).toBe(root);
  expect(repo.childEnv).not.toHaveProperty('GIT_CONFIG_KEY_0');
  expect(Object.values(repo.childEnv)).toContain('safe.bareRepository');
});

test('a cancelled run asks no more', async () => {
  const root = await repository();
  await expect(gitOf({}, AbortSignal.abort()).open(root)).rejects.toMatchObject({ name: 'CancelledError' });
});
