import { describe, expect, it } from 'vitest';
import { checkLogin, missingLogin, planLogin } from '../src/login/login-plan.ts';

describe('who logs in', () => {
  const here = { actor: 'octocat', serverUrl: 'https://github.com' };
  const none = { registryUsername: undefined, registryPassword: undefined, githubToken: '' };

  it('ghcr.io takes the actor and the job’s token', () => {
    expect(planLogin({ ...none, githubToken: 'tok' }, 'ghcr.io', here)).toEqual({
      registry: 'ghcr.io',
      username: 'octocat',
      password: 'tok',
    });
  });

  it('no other registry ever sees that token', () => {
    expect(planLogin({ ...none, githubToken: 'tok' }, 'quay.io', here)).toBeUndefined();
  });

  it.each(['https://git.acme.test', 'https://acme.ghe.com', 'https://github.com.acme.test', ''])(
    'ghcr.io never sees the token of another server: %j',
    (serverUrl) => {
      const there = { actor: 'octocat', serverUrl };
      expect(planLogin({ ...none, githubToken: 'tok' }, 'ghcr.io', there)).toBeUndefined();
      expect(checkLogin({ ...none, registryPassword: 'x' }, 'ghcr.io', there)?.input).toBe(
        'registry-username',
      );
      expect(missingLogin('ghcr.io', there).allowed).toBe('registry-username and registry-password');
    },
  );

  it('without a token nobody logs in to ghcr.io', () => {
    expect(planLogin({ ...none, githubToken: undefined }, 'ghcr.io', here)).toBeUndefined();
  });

  it('half a login is a mistake', () => {
    expect(checkLogin({ ...none, registryUsername: 'me' }, 'quay.io', here)?.input).toBe('registry-password');
    expect(checkLogin({ ...none, registryPassword: 'x' }, 'quay.io', here)?.input).toBe('registry-username');
    expect(checkLogin({ ...none, registryPassword: 'x' }, 'ghcr.io', here)).toBeUndefined();
    expect(checkLogin(none, 'quay.io', here)).toBeUndefined();
    expect(
      checkLogin({ ...none, registryUsername: 'me', registryPassword: 'x' }, 'quay.io', here),
    ).toBeUndefined();
    expect(JSON.stringify(checkLogin({ ...none, registryPassword: 'hush' }, 'quay.io', here))).not.toContain(
      'hush',
    );
  });

  it('what is missing is said in the words of the registry’s own inputs', () => {
    expect(missingLogin('ghcr.io', here).allowed).toBe('registry-password or github-token');
    expect(missingLogin('r.example.com', here).allowed).toBe('registry-username and registry-password');
    expect(missingLogin('r.example.com', here).problem).toContain('r.example.com, which wants a login');
  });
});
