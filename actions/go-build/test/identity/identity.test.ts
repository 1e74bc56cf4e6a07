import type { Exec } from '@fairlead/core';
import { execWith } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { type GitFacts, readGit, resolveIdentity } from '../../src/identity/identity.ts';

const git: GitFacts = {
  state: 'ok',
  commit: 'c'.repeat(40),
  date: '2026-01-02T03:04:05Z',
  describe: 'v1.2.3-4-gabc',
  lacksTags: false,
  env: {},
};
const none: GitFacts = { state: 'none', reason: 'no repository' };
const branch = { refType: 'branch', refName: 'main', sha: 'e'.repeat(40) } as const;
const tag = (refName: string) => ({ refType: 'tag', refName, sha: 'e'.repeat(40) }) as const;

test.each([
  ['v9.0.0', tag('v1.0.0'), git, 'v9.0.0', 'input'],
  [undefined, tag('v1.0.0'), git, 'v1.0.0', 'tag'],
  [undefined, tag('services/api/v1.4.0'), git, 'v1.4.0', 'tag'],
  [undefined, tag('nightly/2026'), none, 'nightly/2026', 'tag'],
  [undefined, branch, git, 'v1.2.3-4-gabc', 'git describe'],
  [undefined, branch, none, 'eeeeeeeeeeee', 'commit of the event'],
  [
    undefined,
    { refType: 'unknown', refName: '', sha: '' } as const,
    none,
    'devel',
    'nothing to take it from',
  ],
])('version %# comes from %4$s', (given, event, facts, version, source) => {
  expect(resolveIdentity(given, event, facts, undefined)).toMatchObject({ version, source });
});

test('the date is that of the commit or SOURCE_DATE_EPOCH, never now', () => {
  expect(resolveIdentity(undefined, branch, git, undefined).date).toBe('2026-01-02T03:04:05Z');
  expect(resolveIdentity(undefined, branch, git, '1700000000').date).toBe('2023-11-14T22:13:20Z');
  expect(resolveIdentity(undefined, branch, none, 'soon').date).toBe('');
});

test('the commit is what is checked out, else what the event names', () => {
  expect(resolveIdentity(undefined, branch, git, undefined).commit).toBe('c'.repeat(40));
  expect(resolveIdentity(undefined, branch, none, undefined).commit).toBe('e'.repeat(40));
});

type Reply = { readonly exitCode: number; readonly stdout?: string; readonly stderr?: string };

/** A git that answers by its first argument and keeps the environments that it saw. */
function fakeGit(reply: (command: string, env: Readonly<Record<string, string>>) => Reply) {
  const exec: Exec = execWith({
    find: async () => '/usr/bin/git',
    run: async (_, args, options) => ({
      stdout: '',
      stderr: '',
      durationMs: 1,
      ...reply(args[0] ?? '', options?.env ?? {}),
    }),
  });
  return readGit({ exec, env: { GIT_CONFIG_COUNT: '1' }, cwd: '/repo' });
}

test('commit, date and description', async () => {
  const facts = await fakeGit((command) =>
    command === 'log' ? { exitCode: 0, stdout: 'abc 1700000000\n' } : { exitCode: 0, stdout: 'v1.0.0\n' },
  );
  expect(facts).toEqual({
    state: 'ok',
    commit: 'abc',
    date: '2023-11-14T22:13:20Z',
    describe: 'v1.0.0',
    lacksTags: false,
    env: {},
  });
});

test.each([
  ['true', true],
  ['false', false],
])('a commit in place of a tag in a clone that is shallow: %s', async (shallow, lacksTags) => {
  const commit = 'a'.repeat(12);
  const facts = await fakeGit((command) => ({
    exitCode: 0,
    stdout: { log: `${commit} 1\n`, describe: `${commit}-dirty\n` }[command] ?? `${shallow}\n`,
  }));
  expect(facts).toMatchObject({ lacksTags });
  const { version, source } = resolveIdentity(undefined, branch, facts, undefined);
  expect([version, source.includes('fetch-depth: 0')]).toEqual([`${commit}-dirty`, lacksTags]);
});

test('a folder of another owner is trusted for our children only, beside the settings that were there', async () => {
  const facts = await fakeGit((command, env) => {
    if (env['GIT_CONFIG_VALUE_1'] !== '/repo')
      return { exitCode: 128, stderr: "fatal: detected dubious ownership in repository at '/repo'\n" };
    return { exitCode: 0, stdout: command === 'log' ? 'abc 1\n' : 'abc\n' };
  });
  expect(facts).toMatchObject({
    state: 'ok',
    env: { GIT_CONFIG_COUNT: '2', GIT_CONFIG_KEY_1: 'safe.directory', GIT_CONFIG_VALUE_1: '/repo' },
  });
});

test.each([
  ['fatal: not a git repository (or any of the parent directories): .git', 'none'],
  ["fatal: your current branch 'main' does not have any commits yet", 'broken'],
])('%s: %s', async (stderr, state) => {
  expect(await fakeGit(() => ({ exitCode: 128, stderr }))).toMatchObject({ state, reason: stderr });
});
