import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { gitAccess, withGitSettings } from '../../src/index.ts';

/** What git would send to an address. */
function sent(goprivate: string, address: string): string {
  const access = gitAccess(goprivate, 'tok');
  if (!('settings' in access)) throw new Error(access.unusable.join());
  const base = { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1' };
  const others = withGitSettings(base, [['http.extraHeader', 'X-Other: 1']]);
  try {
    const args = ['config', '--get-urlmatch', 'http.extraHeader', address];
    return execFileSync('git', args, {
      env: withGitSettings(others, access.settings),
      encoding: 'utf8',
    }).trim();
  } catch {
    return '';
  }
}

const TOKEN = `Authorization: Basic ${Buffer.from('x-access-token:tok').toString('base64')}`;

test.each([
  ['github.com/acme/*', 'https://github.com/acme/lib', TOKEN],
  ['github.com/acme', 'https://github.com/acme/lib.git', TOKEN],
  ['github.com/acme/lib', 'https://github.com/acme/lib.git/info/refs', TOKEN],
  ['github.com/acme/mono/svc/v2', 'https://github.com/acme/mono', TOKEN],
  ['git.example.com', 'https://git.example.com/any/where', TOKEN],
  ['*.example.com', 'https://git.example.com/any', TOKEN],
  ['a.example.com, github.com/acme/*', 'https://github.com/acme/lib', TOKEN],
  ['github.com/acme/*', 'https://github.com/other/lib', 'X-Other: 1'],
  ['github.com/acme', 'https://github.com/acme-too/lib', 'X-Other: 1'],
  ['github.com/acme/*', 'http://github.com/acme/lib', 'X-Other: 1'],
  ['git.example.com', 'https://git.example.com.evil.org/x', 'X-Other: 1'],
  ['git.example.com', 'https://evil.org/git.example.com', 'X-Other: 1'],
  ['git.example.com', 'https://git.example.com@evil.org/x', 'X-Other: 1'],
  ['*.example.com', 'https://evilexample.com/x', 'X-Other: 1'],
])('GOPRIVATE %s, %s: git sends %s', (goprivate, address, header) => {
  expect(sent(goprivate, address)).toBe(header);
});

test.each([
  ['*', ['*']],
  ['*.com', ['*.com']],
  ['git*.example.com', ['git*.example.com']],
  ['github.com/acme,corp', ['corp']],
])('GOPRIVATE %s names no host for a token', (goprivate, unusable) => {
  expect(gitAccess(goprivate, 'tok')).toEqual({ unusable });
});

test('a token with a user is taken as it is, and the secret is what git sends', () => {
  const access = gitAccess('git.example.com', 'me:tok');
  expect(access).toMatchObject({ secret: Buffer.from('me:tok').toString('base64') });
});

test('settings are added behind those of the environment', () => {
  const env = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'a.b', GIT_CONFIG_VALUE_0: 'c' };
  expect(withGitSettings(env, [['d.e', 'f']])).toEqual({
    ...env,
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_1: 'd.e',
    GIT_CONFIG_VALUE_1: 'f',
  });
  expect(withGitSettings({ GIT_CONFIG_COUNT: 'x' }, [])).toEqual({ GIT_CONFIG_COUNT: '0' });
});

test.each([
  ['git.example.com/*/lib', ['https://git.example.com']],
  ['git.example.com/lib/*', ['https://git.example.com/lib', 'https://git.example.com/lib.git']],
  ['git.example.com/lib.git', ['https://git.example.com/lib.git']],
  ['git.example.com/a/b/c', ['https://git.example.com/a/b/c', 'https://git.example.com/a/b/c.git']],
  ['github.com/a/b/c', ['https://github.com/a/b', 'https://github.com/a/b.git']],
])('%s stands for the addresses %j', (pattern, addresses) => {
  const access = gitAccess(pattern, 'tok');
  const keys = 'settings' in access ? access.settings.map(([key]) => key) : [];
  expect([...new Set(keys)]).toEqual(addresses.map((address) => `http.${address}.extraHeader`));
});

test.each([
  [undefined, 0],
  ['2', 2],
  ['-1', 0],
  ['1.5', 0],
  ['x', 0],
])('settings come after those that are there already: %s', (count, before) => {
  const env = count === undefined ? {} : { GIT_CONFIG_COUNT: count };
  const key = `GIT_CONFIG_KEY_${before}`;
  expect(withGitSettings(env, [['a.b', 'c']])).toMatchObject({
    GIT_CONFIG_COUNT: String(before + 1),
    [key]: 'a.b',
  });
});
