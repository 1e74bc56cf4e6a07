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

  it('a registry that surely wants a login is told before the build', () => {
    const bearer = { scheme: 'bearer', realm: 'https://x/t', service: undefined, scope: undefined } as const;
    expect(missingLogin('ghcr.io', bearer)).toBeDefined();
    expect(missingLogin('r.example.com', { scheme: 'basic' })).toBeDefined();
    expect(missingLogin('r.example.com', bearer)).toBeUndefined();
  });
});
