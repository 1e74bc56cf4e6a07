import { createFakeGit, type FakeRepositoryOptions } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { findChange } from '../../src/change/find-change.ts';
import { parseAddedLines } from '../../src/change/parse-diff.ts';

const DIFF = [
  'diff --git a/a.go b/a.go',
  '--- a/a.go',
  '+++ b/a.go',
  '@@ -3 +3,2 @@ func F() {',
  '-	old()',
  '+++ b/not-a-file.go',
  '+	two()',
  '@@ -9,0 +11 @@',
  '+	three()',
  '@@ -20,2 +21,0 @@',
  '--- a/x.go',
  '-y',
  'diff --git "a/\\303\\244 \\"b.go" "b/\\303\\244 \\"b.go"',
  '--- "a/\\303\\244 \\"b.go"',
  '+++ "b/\\303\\244 \\"b.go"',
  '@@ -0,0 +1,2 @@',
  '+a',
  '+b',
  '--- a/gone.go',
  '+++ /dev/null',
  '@@ -1 +0,0 @@',
  '-a',
  '',
].join('\n');

it('the lines that a diff adds are read, whatever they look like', () => {
  expect([...parseAddedLines(DIFF)].map(([path, lines]) => [path, [...lines]])).toEqual([
    ['a.go', [3, 4, 11]],
    ['ä "b.go', [1, 2]],
  ]);
});

const FLAGS =
  'diff --unified=0 --text --no-color --no-ext-diff --no-textconv --find-renames --src-prefix=a/ --dst-prefix=b/ --no-relative --diff-filter=d';
const find = (answers: FakeRepositoryOptions['answers'], trusted: readonly string[], base?: string) =>
  findChange(
    {
      git: createFakeGit({ root: '/w', ...(answers === undefined ? {} : { answers }) }),
      trust: { level: 'same-repository', why: '', base: trusted },
      workspace: '/w',
      workingDirectory: '/w',
    },
    base,
  );

describe('a change', () => {
  it('is what was added since it left the first base that the clone has', async () => {
    const answers = { 'merge-base -- bbb HEAD': 'mmm\n', [`${FLAGS} mmm HEAD --`]: DIFF };
    const change = await find(answers, ['aaa', 'bbb']);
    expect(change).toMatchObject({ state: 'known', base: 'mmm' });
    expect(change.state === 'known' && [...change.added.keys()]).toEqual(['/w/a.go', '/w/ä "b.go']);
  });

  it('holds what is not committed yet where no event names a base', async () => {
    const answers = { 'merge-base -- main HEAD': 'mmm\n', [`${FLAGS} mmm --`]: DIFF };
    expect(await find(answers, [], 'main')).toMatchObject({ state: 'known' });
  });

  it('is none without a base, without a repository, and without a Go file in it', async () => {
    expect(await find({}, [])).toEqual({ state: 'none', reason: 'there is no base to compare with' });
    const answers = {
      'merge-base -- aaa HEAD': 'mmm\n',
      [`${FLAGS} mmm HEAD --`]: DIFF.replaceAll('.go', '.md'),
    };
    expect(await find(answers, ['aaa'])).toMatchObject({ state: 'none' });
    const ports = { git: createFakeGit(), trust: { level: 'trusted', why: '', base: ['a'] } } as const;
    expect(await findChange({ ...ports, workspace: '/w', workingDirectory: '/w' }, undefined)).toMatchObject({
      reason: 'nothing to compare with: there is no repository',
    });
  });

  it.each([
    [{}, 'git cannot compare with the base aaa (fatal: merge-base -- aaa HEAD)'],
    [
      { 'merge-base -- aaa HEAD': 'mmm\n' },
      `git cannot compare with the base aaa (fatal: ${FLAGS} mmm HEAD --)`,
    ],
  ])('is not known where the clone lacks the base: %j', async (answers, message) => {
    await expect(find(answers, ['aaa'])).rejects.toMatchObject({
      code: 'GATE_NOT_CHECKED',
      message: `what has changed is not known: ${message}`,
      hint: expect.stringContaining('fetch-depth: 0'),
    });
  });
});
