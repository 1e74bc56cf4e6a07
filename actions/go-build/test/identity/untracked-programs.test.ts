import { createFakeFiles, createFakeGit } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { openSourceControl } from '../../src/identity/source-control.ts';
import { overlookPrograms } from '../../src/identity/untracked-programs.ts';

const HEAD = 'c'.repeat(40);

/** The variables that the go command's git gets where these files lie untracked. */
async function variables(untracked: readonly string[], programs: readonly string[] = untracked) {
  const files = createFakeFiles(Object.fromEntries(untracked.map((path) => [`/r/${path}`, 'x'])));
  const stat: typeof files.stat = async (path) => {
    const there = await files.stat(path);
    const isProgram = programs.includes(path.slice('/r/'.length));
    return there === undefined ? undefined : { ...there, mode: isProgram ? 0o755 : 0o644 };
  };
  const answers = {
    'ls-files --others --exclude-standard -z': untracked.map((path) => `${path}\0`).join(''),
  };
  const git = await openSourceControl(createFakeGit({ root: '/r', answers }), '/r');
  const open = git.state === 'ok' ? git : await opened(answers);
  const seen = await overlookPrograms({ ...files, stat }, open);
  return seen.state === 'ok' ? seen.env : undefined;
}

/** A repository whose commit can be read, whatever a fake says of it. */
async function opened(answers: Readonly<Record<string, string>>) {
  const repo = await createFakeGit({ root: '/r', answers }).open('/r');
  if (repo.state !== 'ok') throw new Error(repo.reason);
  return { state: 'ok', repo, facts: async () => ({ reason: HEAD }), env: { LANG: 'C' } } as const;
}

const overlooked = {
  LANG: 'C',
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'status.showUntrackedFiles',
  GIT_CONFIG_VALUE_0: 'no',
};

test('programs alone, such as an earlier step has built, make no modified sources', async () => {
  expect(await variables(['bin/api', 'bin/worker'])).toEqual(overlooked);
});

test.each<[string, readonly string[], readonly string[]]>([
  ['nothing', [], []],
  ['a file that may be part of the build', ['bin/api', 'notes.txt'], ['bin/api']],
  ['a source, executable or not', ['gen.go'], ['gen.go']],
])('%s is left to git', async (_, untracked, programs) => {
  expect(await variables(untracked, programs)).toEqual({ LANG: 'C' });
});

test('a folder without a repository stays without one', async () => {
  const none = { state: 'none', reason: 'there is no repository' } as const;
  expect(await overlookPrograms(createFakeFiles(), none)).toBe(none);
});
