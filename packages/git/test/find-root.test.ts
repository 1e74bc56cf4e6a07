import { createFakeFiles, createFakeGit } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { readCommittedFile } from '../src/committed-file.ts';
import { findRoot } from '../src/find-root.ts';

describe('the folder that a repository begins in', () => {
  it.each([
    ['a folder of git with a HEAD', { '/w/.git/HEAD': 'ref: refs/heads/main', '/w/a/b/x.go': '' }, '/w'],
    ['the file of a worktree or submodule', { '/w/.git/HEAD': '', '/w/a/.git': 'gitdir: /w/.git' }, '/w/a'],
    ['no folder of git that is empty', { '/w/.git/HEAD': '', '/w/a/.git/config': '' }, '/w'],
    [
      'no folder that merely looks like a bare repository',
      { '/w/.git/HEAD': '', '/w/a/HEAD': '', '/w/a/objects/x': '' },
      '/w',
    ],
    ['nothing where there is none', { '/w/a/b/x.go': '' }, undefined],
  ])('is %s', async (_, files, root) => {
    expect(await findRoot(createFakeFiles(files), '/w/a/b')).toBe(root);
  });
});

describe('a file of a commit', () => {
  const asked: string[] = [];
  const ask = (answers: Readonly<Record<string, string>>) => async (args: readonly string[]) => {
    asked.push(args.join(' '));
    const repository = await createFakeGit({ answers }).open('/w');
    return repository.state === 'ok' ? repository.ask(args) : { ok: false as const, reason: '' };
  };
  const commit = `0123456789abcdef${'0'.repeat(24)}`;

  it.each(['main', 'HEAD', '--output=/etc/x', 'a'.repeat(39), 'a'.repeat(41), 'A'.repeat(40), ''])(
    'is not asked for by %j, which is no full id',
    async (name) => {
      asked.length = 0;
      expect(await readCommittedFile(ask({}), name, 'go.mod', 100)).toEqual({
        state: 'unknown',
        reason: `${name} is not a full commit id`,
      });
      expect(asked).toEqual([]);
    },
  );

  it('is unknown where the clone lacks the commit, and absent where the commit has none', async () => {
    expect(await readCommittedFile(ask({}), commit, 'go.mod', 100)).toEqual({
      state: 'unknown',
      reason: 'the clone does not have commit 0123456789ab',
    });
    const there = {
      [`cat-file -e ${commit}^{commit}`]: '',
      [`ls-tree --full-tree -z -l ${commit} -- go.mod`]: '',
    };
    expect(await readCommittedFile(ask(there), commit, 'go.mod', 100)).toEqual({ state: 'absent' });
  });
});
