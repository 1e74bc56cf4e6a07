import { describe, expect, it } from 'vitest';
import { localEvent, readRemote } from '../../src/run/local-event.ts';

describe('readRemote', () => {
  it.each([
    ['https://github.com/acme/orders.git', 'github.com', 'acme/orders'],
    ['https://user:pass@git.example.com:8443/acme/orders/', 'git.example.com', 'acme/orders'],
    ['git@github.com:acme/orders.git', 'github.com', 'acme/orders'],
    ['ssh://git@github.com:22/acme/orders', 'github.com', 'acme/orders'],
    ['github.com:acme/orders', 'github.com', 'acme/orders'],
  ])('reads %s', (address, host, repository) => {
    expect(readRemote(address)).toEqual({ host, repository });
  });

  it.each(['', '/srv/git/orders.git', '../orders', 'https://example.com/orders', 'file:///srv/acme/orders'])(
    'finds no repository in %j',
    (address) => expect(readRemote(address)).toBeUndefined(),
  );
});

describe('localEvent', () => {
  const facts = { ref: 'refs/heads/x/y', sha: 'abc', defaultBranch: 'trunk', message: 'm', origin: '' };

  it('is the push of the branch that is checked out', () => {
    const { variables, payload } = localEvent({ ...facts, origin: 'git@ghe.example.com:acme/orders.git' });
    expect(variables).toMatchObject({
      GITHUB_EVENT_NAME: 'push',
      GITHUB_REF_NAME: 'x/y',
      GITHUB_REF_TYPE: 'branch',
      GITHUB_REPOSITORY: 'acme/orders',
      GITHUB_REPOSITORY_OWNER: 'acme',
      GITHUB_SERVER_URL: 'https://ghe.example.com',
      GITHUB_API_URL: 'https://ghe.example.com/api/v3',
    });
    expect(payload).toMatchObject({
      after: 'abc',
      head_commit: { id: 'abc' },
      repository: { full_name: 'acme/orders', default_branch: 'trunk' },
    });
  });

  it('is the push of a tag, and of nothing where nothing was committed', () => {
    const tag = localEvent({ ...facts, ref: 'refs/tags/v1.2.0' });
    expect(tag.variables).toMatchObject({ GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.2.0' });
    expect(tag.variables['GITHUB_API_URL']).toBe('https://api.github.com');
    const empty = localEvent({ ...facts, sha: '' });
    expect(empty.payload).toMatchObject({ head_commit: null, commits: [] });
    expect(empty.variables['GITHUB_REPOSITORY']).toBe('');
  });
});
