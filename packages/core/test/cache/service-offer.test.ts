import { cacheServiceLack, cacheServiceVersion } from '@fairlead/core/cache';
import { describe, expect, test } from 'vitest';

const v2 = { ACTIONS_CACHE_SERVICE_V2: 'True' };

describe('the version that the client speaks', () => {
  test.each([
    [{}, 'v1'],
    [v2, 'v2'],
    [{ ...v2, GITHUB_SERVER_URL: '' }, 'v2'],
    [{ ...v2, GITHUB_SERVER_URL: 'https://GitHub.com' }, 'v2'],
    [{ ...v2, GITHUB_SERVER_URL: 'https://acme.ghe.com/' }, 'v2'],
    [{ ...v2, GITHUB_SERVER_URL: 'http://git.localhost:3000' }, 'v2'],
    [{ ...v2, GITHUB_SERVER_URL: 'https://github.acme.test' }, 'v1'],
    [{ ...v2, GITHUB_SERVER_URL: 'https://notghe.com' }, 'v1'],
    [{ ...v2, GITHUB_SERVER_URL: 'no address' }, 'v1'],
    [{ ACTIONS_RESULTS_URL: 'http://x/' }, 'v1'],
    [{ ACTIONS_CACHE_SERVICE_V2: '' }, 'v1'],
  ] as const)('%j: %s', (env, version) => {
    expect(cacheServiceVersion(env)).toBe(version);
  });
});

describe('what is lacking', () => {
  const token = { ACTIONS_RUNTIME_TOKEN: 't' };
  const none = 'this runner offers no cache service';
  test.each([
    [{ ...token, ACTIONS_CACHE_URL: 'http://x/' }],
    [{ ...token, ...v2, ACTIONS_RESULTS_URL: 'http://x/' }],
    [{ ...token, ...v2, GITHUB_SERVER_URL: 'https://git.acme.test', ACTIONS_CACHE_URL: 'http://x/' }],
  ])('nothing: %j', (env) => {
    expect(cacheServiceLack(env)).toBe('');
  });
  test.each([
    [{}],
    [token],
    [{ ...token, ACTIONS_RESULTS_URL: 'http://x/' }], // of artifacts, as act and Gitea set it
    [{ ...token, ...v2, ACTIONS_CACHE_URL: 'http://x/' }],
    [{ ...token, ...v2, GITHUB_SERVER_URL: 'https://git.acme.test', ACTIONS_RESULTS_URL: 'http://x/' }],
  ])('the service: %j', (env) => {
    expect(cacheServiceLack(env)).toBe(none);
  });
  test('the token: act names the service and gives none', () => {
    const lack = cacheServiceLack({ ACTIONS_CACHE_URL: 'http://x/' });
    expect(lack).toContain('ACTIONS_CACHE_URL is set, ACTIONS_RUNTIME_TOKEN is not');
    expect(lack).toContain('--artifact-server-path');
  });
});
