import { describe, expect, test } from 'vitest';
import { environmentFor, resolveContext } from '../../src/index.ts';

const contextOf = (ref: string, payload: unknown = { repository: { default_branch: 'main' } }) =>
  resolveContext({ GITHUB_REF: ref, GITHUB_REPOSITORY: 'acme/orders', GITHUB_RUN_ID: '7' }, payload);

describe('SRC-05 and TRG-14: from the ref to channel and environment', () => {
  test.each([
    ['refs/heads/main', 'main', 'branch', 'main', 'production'],
    ['refs/heads/develop', 'develop', 'branch', 'develop', 'dev'],
    ['refs/heads/dev', 'develop', 'branch', 'dev', 'dev'],
    ['refs/heads/feature/login', 'feature', 'branch', 'feature/login', undefined],
    ['refs/heads/hotfix/a/b', 'hotfix', 'branch', 'hotfix/a/b', undefined],
    ['refs/heads/release/1.2', 'release', 'branch', 'release/1.2', 'pre-release'],
    ['refs/heads/releases', 'other', 'branch', 'releases', undefined],
    ['refs/heads/main/x', 'other', 'branch', 'main/x', undefined],
    ['refs/tags/v1.2.3', 'tag', 'tag', 'v1.2.3', 'production'],
    ['refs/tags/main', 'tag', 'tag', 'main', 'production'],
    ['refs/pull/7/merge', 'pull-request', 'pull', 'pull/7', undefined],
    ['refs/pull/7/head', 'pull-request', 'pull', 'pull/7', undefined],
    ['refs/pull/x/merge', 'other', 'unknown', 'refs/pull/x/merge', undefined],
    ['', 'other', 'unknown', '', undefined],
  ] as const)('%s', (ref, channel, refType, refName, environment) => {
    expect(contextOf(ref)).toMatchObject({ channel, refType, refName });
    expect(environmentFor(channel)).toBe(environment);
  });

  test('the default branch has any name', () => {
    const payload = { repository: { default_branch: 'trunk' } };
    expect(contextOf('refs/heads/trunk', payload).channel).toBe('main');
    expect(contextOf('refs/heads/main', payload).channel).toBe('other');
  });
});

describe('pull requests', () => {
  const pull = (head: unknown) => ({
    pull_request: {
      number: 7,
      head: { repo: head, sha: 'abc' },
      base: { repo: { full_name: 'acme/orders' }, ref: 'main' },
    },
  });
  test.each([
    ['own', { full_name: 'acme/orders' }, false],
    ['fork', { full_name: 'mallory/orders' }, true],
    ['fork that is gone', null, true],
  ])('%s', (_, head, fromFork) => {
    expect(contextOf('refs/pull/7/merge', pull(head)).pullRequest).toEqual({
      number: 7,
      fromFork,
      headSha: 'abc',
      baseRef: 'main',
    });
  });
});

test('a payload of any shape does no harm', () => {
  for (const payload of [null, 3, 'x', [], { pull_request: null }, { repository: { default_branch: 3 } }])
    expect(contextOf('refs/heads/main', payload)).toMatchObject({ channel: 'main', pullRequest: undefined });
});

test('outside GitHub there is no page of the run', () => {
  expect(resolveContext({}, {})).toMatchObject({
    runUrl: '',
    runAttempt: '1',
    apiUrl: 'https://api.github.com',
  });
  expect(contextOf('').runUrl).toBe('https://github.com/acme/orders/actions/runs/7');
});
