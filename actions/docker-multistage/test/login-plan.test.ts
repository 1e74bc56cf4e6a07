import { describe, expect, it } from 'vitest';
import { checkLogin, missingLogin, planLogin } from '../src/login/login-plan.ts';

describe('who logs in', () => {
  const none = { registryUsername: undefined, registryPassword: undefined, githubToken: '' };

  it('ghcr.io takes the actor and the job’s token', () => {
    expect(planLogin({ ...none, githubToken: 'tok' }, 'ghcr.io', { actor: 'octocat' })).toEqual({
      registry: 'ghcr.io',
      username: 'octocat',
      password: 'tok',
    });
  });

  it('no other registry ever sees that token', () => {
    expect(planLogin({ ...none, githubToken: 'tok' }, 'quay.io', { actor: 'octocat' })).toBeUndefined();
  });

  it('without a token nobody logs in to ghcr.io', () => {
    expect(planLogin({ ...none, githubToken: undefined }, 'ghcr.io', { actor: 'octocat' })).toBeUndefined();
  });

  it('half a login is a mistake', () => {
    expect(checkLogin({ ...none, registryUsername: 'me' }, 'quay.io')?.input).toBe('registry-password');
    expect(checkLogin({ ...none, registryPassword: 'x' }, 'quay.io')?.input).toBe('registry-username');
    expect(checkLogin({ ...none, registryPassword: 'x' }, 'ghcr.io')).toBeUndefined();
    expect(JSON.stringify(checkLogin({ ...none, registryPassword: 'hush' }, 'quay.io'))).not.toContain(
      'hush',
    );
  });

  it('what is missing is said in the words of the registry’s own inputs', () => {
    expect(missingLogin('ghcr.io').allowed).toBe('registry-password or github-token');
    expect(missingLogin('r.example.com').allowed).toBe('registry-username and registry-password');
    expect(missingLogin('r.example.com').problem).toContain('r.example.com, which wants a login');
  });
});
