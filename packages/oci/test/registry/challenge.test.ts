import { describe, expect, it } from 'vitest';
import { authorize } from '../../src/registry/authorize.ts';
import { parseChallenge } from '../../src/registry/challenge.ts';
import { retryAfterMs } from '../../src/registry/retry.ts';

describe('challenges', () => {
  it.each([
    ['Basic realm="x"', { scheme: 'basic' }],
    [
      'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:acme/orders:pull,push"',
      {
        scheme: 'bearer',
        realm: 'https://ghcr.io/token',
        service: 'ghcr.io',
        scope: 'repository:acme/orders:pull,push',
      },
    ],
    [
      'bearer realm=https://a.example/t, service=s',
      { scheme: 'bearer', realm: 'https://a.example/t', service: 's' },
    ],
    ['Bearer service="x"', undefined],
    ['Negotiate', undefined],
    ['', undefined],
  ])('%s', (header, challenge) => {
    expect(parseChallenge(header)).toEqual(challenge);
  });

  const ask = (realm: string, registry: string) => {
    const never = { send: () => Promise.reject(new Error('sent')) };
    const challenge = { scheme: 'bearer', realm, service: undefined, scope: undefined } as const;
    const patiently = <T>(send: () => Promise<T>): Promise<T> => send();
    return authorize(never, { challenge, registry, credentials: undefined, scope: 's', patiently });
  };

  it.each([
    ['http://evil.example/token', 'r.example', 'not https'],
    ['http://evil.example/token', '127.0.0.1:5000', 'not https'],
    ['http://127.0.0.1:8080/token', 'r.example', 'the runner itself'],
    ['https://localhost/token', 'r.example', 'the runner itself'],
  ])('sends no credentials to %s for %s, which is %s', async (realm, registry, what) => {
    await expect(ask(realm, registry)).rejects.toMatchObject({
      code: 'REGISTRY_FAILED',
      message: `${registry} sends credentials to ${new URL(realm).origin}, which is ${what}`,
    });
  });

  it.each([
    ['https://auth.example/token', 'r.example'],
    ['http://127.0.0.1:5001/token', '127.0.0.1:5000'],
    ['http://localhost:5000/token', 'localhost:5000'],
  ])('asks %s for %s', async (realm, registry) => {
    await expect(ask(realm, registry)).rejects.toThrow('sent');
  });

  it('reads Retry-After as seconds and as a date', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(retryAfterMs('12', now)).toBe(12_000);
    expect(retryAfterMs('Thu, 01 Jan 2026 00:00:05 GMT', now)).toBe(5000);
    expect(retryAfterMs('Thu, 01 Jan 2025 00:00:05 GMT', now)).toBe(0);
    expect(retryAfterMs('soon', now)).toBeUndefined();
    expect(retryAfterMs(undefined, now)).toBeUndefined();
  });
});
