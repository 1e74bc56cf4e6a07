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
