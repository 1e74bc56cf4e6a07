import { createFakeFiles, createFakeGit } from '@fairlead/testkit';
import { describe, expect, test } from 'vitest';
import { changedPaths, findBase } from '../src/index.ts';

const verify = (name: string): string => `rev-parse --verify --quiet --end-of-options ${name}^{commit}`;

async function repository(answers: Readonly<Record<string, string>>) {
  const repo = await createFakeGit({ answers }).open('/workspace');
  if (repo.state !== 'ok') throw new Error(repo.reason);
  return repo;
}

describe('BLD-18 the commit that a change is compared with', () => {
  const known = {
    [verify('main')]: 'aaa\n',
    [verify('refs/remotes/origin/next')]: 'bbb\n',
    'merge-base aaa HEAD': 'parted\n',
  };
  const ask = async (eventName: string, payload: unknown, given?: string) =>
    findBase(await repository(known), { eventName, payload }, given);

  test('is what the user names, where both parted; a branch of origin will do', async () => {
    expect(await ask('push', {}, 'main')).toEqual({
      state: 'found',
      commit: 'parted',
      what: 'base-ref main',
    });
    expect(await ask('push', {}, 'next')).toMatchObject({ commit: 'bbb' });
    expect(await ask('push', {}, 'gone')).toEqual({
      state: 'none',
      reason: 'this clone does not have base-ref gone: check the code out with fetch-depth: 0',
    });
  });

  test('is the base of a pull request or of the merge queue', async () => {
    expect(await ask('pull_request', { pull_request: { base: { sha: 'main' } } })).toMatchObject({
      commit: 'parted',
      what: 'the base of the pull request',
    });
    expect(await ask('merge_group', { merge_group: { base_sha: 'main' } })).toMatchObject({
      commit: 'parted',
    });
  });

  test('is the commit before a push as it was: what a forced push took away counts', async () => {
    expect(await ask('push', { before: 'main' })).toMatchObject({ commit: 'aaa' });
  });

  test.each([
    ['push', { before: '0'.repeat(40) }, /new branch or tag/],
    ['schedule', {}, /the event schedule names no commit before it: set base-ref/],
    ['', {}, /a run outside of GitHub names no commit/],
    ['push', { before: 'unknown' }, /does not have the commit before this push: .*fetch-depth: 0/],
  ])('%s with %j has none, and says why', async (name, payload, reason) => {
    expect(await ask(name, payload)).toMatchObject({
      state: 'none',
      reason: expect.stringMatching(reason) as string,
    });
  });
});

describe('BLD-18 what differs', () => {
  const diff = 'diff-tree -r -z --no-renames --name-only base HEAD --';
  const list = (answers: Readonly<Record<string, string>>, links: Readonly<Record<string, string>> = {}) => {
    const files = { ...createFakeFiles(), realPath: async (path: string) => links[path] ?? path };
    return repository(answers).then((repo) => changedPaths(files, repo, 'base'));
  };

  test('are absolute paths, with what links lead to under the names of the links', async () => {
    const answers = {
      [diff]: 'shared/x.go\0a b/y.go\0',
      'ls-tree -r -z HEAD': [
        '120000 blob 1\tcmd/a/x.go',
        '120000 blob 2\tlib',
        '100644 blob 3\tshared/x.go',
        '120000 blob 4\tout',
      ].join('\0'),
    };
    const links = {
      '/workspace/cmd/a/x.go': '/workspace/shared/x.go',
      '/workspace/lib': '/workspace/shared',
      '/workspace/out': '/elsewhere/shared',
    };
    expect(await list(answers, links)).toEqual({
      state: 'known',
      paths: [
        '/workspace/shared/x.go',
        '/workspace/a b/y.go',
        '/workspace/cmd/a/x.go',
        '/workspace/lib/x.go',
      ],
    });
  });

  test('a link may have a tab in its name, or lead round in a circle', async () => {
    const answers = {
      [diff]: 'shared/x.go\0',
      'ls-tree -r -z HEAD': '120000 blob 1\tround\0' + '120000 blob 2\tcmd\ta/x.go\0',
    };
    const realPath = async (path: string) => {
      if (path === '/workspace/round') throw new Error('ELOOP');
      return path === '/workspace/cmd\ta/x.go' ? '/workspace/shared/x.go' : path;
    };
    const files = { ...createFakeFiles(), realPath };
    expect(await changedPaths(files, await repository(answers), 'base')).toEqual({
      state: 'known',
      paths: ['/workspace/shared/x.go', '/workspace/cmd\ta/x.go'],
    });
  });

  test('what merely begins like a link is none of it', async () => {
    const answers = {
      [diff]: 'shared/x.go\0sharedmore/y.go\0lib\0',
      'ls-tree -r -z HEAD': '120000 blob 1\tlib\0' + '120000 blob 2\tnear',
    };
    const links = { '/workspace/lib': '/workspace/shared', '/workspace/near': '/workspace2/shared' };
    expect(await list(answers, links)).toEqual({
      state: 'known',
      paths: [
        '/workspace/shared/x.go',
        '/workspace/sharedmore/y.go',
        '/workspace/lib',
        '/workspace/lib/x.go',
      ],
    });
  });

  test('nothing is nothing, and no answer is no answer', async () => {
    expect(await list({ [diff]: '' })).toEqual({ state: 'known', paths: [] });
    expect(await list({})).toMatchObject({ state: 'unknown' });
    expect(await list({ [diff]: 'x\0' })).toMatchObject({ state: 'unknown' });
  });
});
