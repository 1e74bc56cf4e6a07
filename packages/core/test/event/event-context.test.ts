import { describe, expect, test } from 'vitest';
import { resolveContext } from '../../src/index.ts';

const contextOf = (ref: string, payload: unknown = { repository: { default_branch: 'main' } }) =>
  resolveContext({ GITHUB_REF: ref, GITHUB_REPOSITORY: 'acme/orders', GITHUB_RUN_ID: '7' }, payload);

describe('from the ref to branch, tag or pull request', () => {
  test.each([
    ['refs/heads/main', true, 'branch', 'main'],
    ['refs/heads/develop', false, 'branch', 'develop'],
    ['refs/heads/dev', false, 'branch', 'dev'],
    ['refs/heads/feature/login', false, 'branch', 'feature/login'],
    ['refs/heads/hotfix/a/b', false, 'branch', 'hotfix/a/b'],
    ['refs/heads/release/1.2', false, 'branch', 'release/1.2'],
    ['refs/heads/releases', false, 'branch', 'releases'],
    ['refs/heads/main/x', false, 'branch', 'main/x'],
    ['refs/tags/v1.2.3', false, 'tag', 'v1.2.3'],
    ['refs/tags/main', false, 'tag', 'main'],
    ['refs/pull/7/merge', false, 'pull', 'pull/7'],
    ['refs/pull/7/head', false, 'pull', 'pull/7'],
    ['refs/pull/x/merge', false, 'unknown', 'refs/pull/x/merge'],
    ['', false, 'unknown', ''],
  ] as const)('%s', (ref, onDefaultBranch, refType, refName) => {
    expect(contextOf(ref)).toMatchObject({ onDefaultBranch, refType, refName });
  });

  test('the default branch has any name', () => {
    const payload = { repository: { default_branch: 'trunk' } };
    expect(contextOf('refs/heads/trunk', payload).onDefaultBranch).toBe(true);
    expect(contextOf('refs/heads/main', payload).onDefaultBranch).toBe(false);
  });
});

test('a pull request has its number, its head and its base', () => {
  const payload = { pull_request: { number: 7, head: { sha: 'abc' }, base: { ref: 'main' } } };
  expect(contextOf('refs/pull/7/merge', payload).pullRequest).toEqual({
    number: 7,
    headSha: 'abc',
    baseRef: 'main',
  });
});

test('a payload of any shape does no harm', () => {
  for (const payload of [null, 3, 'x', [], { pull_request: null }, { repository: { default_branch: 3 } }])
    expect(contextOf('refs/heads/main', payload)).toMatchObject({
      onDefaultBranch: true,
      pullRequest: undefined,
    });
});

test('outside GitHub there is no page of the run', () => {
  expect(resolveContext({}, {})).toMatchObject({
    runUrl: '',
    runAttempt: '1',
    apiUrl: 'https://api.github.com',
  });
  expect(contextOf('').runUrl).toBe('https://github.com/acme/orders/actions/runs/7');
});
