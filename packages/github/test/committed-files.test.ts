import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initGit, openWorkspace, type RunningGithubApi, startGithubApi } from '@fairlead/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createForge } from '../src/index.ts';

let folder: string;
let commit: string;
let api: RunningGithubApi;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-forge-'));
  const repository = await initGit(openWorkspace(folder));
  await mkdir(join(folder, '.github'));
  await writeFile(join(folder, '.github/fairlead.yml'), 'go-build: {}\n');
  await symlink('.github', join(folder, 'linked'));
  await symlink('fairlead.yml', join(folder, '.github/other.yml'));
  commit = await repository.commit('base');
  api = await startGithubApi('acme/orders', 'whole', folder);
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true, force: true });
});

const forge = (repository = 'acme/orders', apiUrl = api.url) =>
  createForge({ token: 't', apiUrl, repository, signal: new AbortController().signal });

describe('a file of a commit that only the server has', () => {
  test.each([
    ['.github/fairlead.yml', 100, { state: 'file', text: 'go-build: {}\n' }],
    ['.github/absent.yml', 100, { state: 'absent' }],
    ['absent/fairlead.yml', 100, { state: 'absent' }],
    ['.github/fairlead.yml/below', 100, { state: 'absent' }],
    ['.github', 100, { state: 'refused', reason: /^\.github is not a plain file in commit / }],
    ['.github/other.yml', 100, { state: 'refused', reason: /^\.github\/other\.yml is not a plain file/ }],
    [
      'linked/fairlead.yml',
      100,
      { state: 'refused', reason: /^linked, which linked\/fairlead\.yml lies below, is no/ },
    ],
    ['.github/fairlead.yml', 13, { state: 'file', text: 'go-build: {}\n' }],
    [
      '.github/fairlead.yml',
      12,
      { state: 'refused', reason: /has 13 bytes in commit .*, at most 12 are read$/ },
    ],
  ])('%s, at most %i bytes', async (path, most, wanted) => {
    const found = await forge().fileAt(commit, path, most);
    const reason = 'reason' in wanted ? { reason: expect.stringMatching(wanted.reason) } : {};
    expect(found).toEqual({ ...wanted, ...reason });
  });

  test('is not known of a commit or a repository that the server does not tell', async () => {
    for (const [repository, sha] of [
      ['acme/orders', 'f'.repeat(40)],
      ['acme/other', commit],
    ] as const) {
      const found = await forge(repository).fileAt(sha, '.github/fairlead.yml', 100);
      expect(found).toMatchObject({
        state: 'unknown',
        reason: expect.stringMatching(/^GitHub does not tell commit [0-9a-f]{12}: .*404 Not Found/),
      });
    }
  });

  test('is not waited for after a cancel', async () => {
    const signal = AbortSignal.abort();
    const cancelled = createForge({ token: 't', apiUrl: api.url, repository: 'acme/orders', signal });
    await expect(cancelled.fileAt(commit, 'a', 1)).rejects.toThrow(/cancel/i);
  });
});

test('folders of such a commit tell files, folders and links apart', async () => {
  expect(await forge().entriesAt(commit, '')).toEqual([
    { name: '.github', kind: 'folder' },
    { name: 'linked', kind: 'other' },
  ]);
  expect(await forge().entriesAt(commit, './.github')).toEqual([
    { name: 'fairlead.yml', kind: 'file' },
    { name: 'other.yml', kind: 'other' },
  ]);
  expect(await forge().entriesAt(commit, 'linked')).toEqual([]);
});
