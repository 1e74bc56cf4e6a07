import type { Git, Repository } from '@fairlead/core';
import { createFakeGit } from '@fairlead/testkit';
import { expect, test } from 'vitest';
import { readIdentities, resolveIdentity } from '../../src/identity/identity.ts';
import { openSourceControl, type SourceControl } from '../../src/identity/source-control.ts';
import { module } from '../fixtures.ts';

const commit = 'c'.repeat(40);
const facts = {
  commit,
  date: '2026-01-02T03:04:05Z',
  dirty: false,
  atHead: [],
  namesAtHead: [],
  nearest: undefined,
  shallow: false,
};
const branch = { refType: 'branch', refName: 'main', sha: 'e'.repeat(40) } as const;
const request = { given: undefined, event: branch, sourceDateEpoch: undefined };

test('the date is that of the commit or SOURCE_DATE_EPOCH, never now', () => {
  expect(resolveIdentity(request, facts, '').date).toBe('2026-01-02T03:04:05Z');
  expect(resolveIdentity({ ...request, sourceDateEpoch: '1700000000' }, facts, '').date).toBe(
    '2023-11-14T22:13:20Z',
  );
  expect(resolveIdentity({ ...request, sourceDateEpoch: 'soon' }, undefined, '').date).toBe('');
});

test('the commit is what is checked out, else what the event names', () => {
  expect(resolveIdentity(request, facts, '').commit).toBe(commit);
  expect(resolveIdentity(request, undefined, '').commit).toBe('e'.repeat(40));
});

/** A git whose HEAD has these tags. */
function gitWithTags(...tags: readonly string[]): Git {
  const ask: Repository['ask'] = async ([command = '']) => {
    const refs = tags.map((tag) => `${commit}  ${tag}\n`).join('');
    const text = { log: `${commit} 1700000000\n`, 'for-each-ref': refs, describe: commit }[command];
    return { ok: true, text: text ?? 'false\n' };
  };
  const fileAt: Repository['fileAt'] = async () => ({ state: 'absent' });
  return {
    open: async () => ({
      state: 'ok',
      root: '/repo',
      ask,
      fileAt,
      entriesAt: async () => [],
      childEnv: { A: 'b' },
    }),
  };
}

async function versions(workingDirectory: string, folders: Readonly<Record<string, string>>) {
  const git = await openSourceControl(gitWithTags('v0.3.0', 'services/api/v1.4.0', 'lib/v2.1.0'), '/repo');
  const modules = Object.entries(folders).map(([dir, path]) => module(dir, path));
  const { main, of } = await readIdentities({ ...request, git }, modules, workingDirectory);
  return [main.version, ...modules.map((one) => of(one).version)];
}

test('a module in a folder has the version of its own tags, also beside others', async () => {
  const api = { '/repo/services/api': 'example.com/x/services/api' };
  expect(await versions('/repo/services/api', api)).toEqual(['v1.4.0', 'v1.4.0']);
  expect(await versions('/repo', api)).toEqual(['v1.4.0', 'v1.4.0']);
  expect(await versions('/repo', { '/repo': 'example.com/x', ...api })).toEqual([
    'v0.3.0',
    'v0.3.0',
    'v1.4.0',
  ]);
});

test.each([
  ['none', { state: 'none', reason: 'no git' } as const],
  [
    'one that tells nothing',
    {
      state: 'ok',
      repo: { root: '/repo' },
      facts: async () => ({ reason: 'torn' }),
    } as unknown as SourceControl,
  ],
])('without what git says the commit is that of the event: %s', async (_, git) => {
  const one = module('/repo', 'example.com/x');
  const { main, of } = await readIdentities({ ...request, git }, [one], '/repo');
  expect([main.commit, of(one).commit]).toEqual(['e'.repeat(40), 'e'.repeat(40)]);
  expect(main.date).toBe('');
});

test('the folder of a major version is no part of its tags', async () => {
  expect(await versions('/repo', { '/repo/lib/v2': 'example.com/x/lib/v2' })).toEqual(['v2.1.0', 'v2.1.0']);
  expect(await versions('/repo', { '/repo/v3': 'example.com/x/v3' })).toEqual(['v0.3.0', 'v0.3.0']);
});

test('a repository without a commit is broken, a folder without one is none', async () => {
  expect(await openSourceControl(createFakeGit({ answers: {} }), '/workspace')).toMatchObject({
    state: 'broken',
  });
  expect(await openSourceControl(createFakeGit(), '/workspace')).toMatchObject({ state: 'none' });
});
