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

  it('sends no credentials over plain http to another machine', async () => {
    const never = { send: () => Promise.reject(new Error('sent')) };
    const challenge = {
      scheme: 'bearer',
      realm: 'http://evil.example/token',
      service: undefined,
      scope: undefined,
    } as const;
    const patiently = <T>(send: () => Promise<T>): Promise<T> => send();
    const request = { challenge, registry: 'r.example', credentials: undefined, scope: 's', patiently };
    await expect(authorize(never, request)).rejects.toMatchObject({
      code: 'REGISTRY_FAILED',
      message: expect.stringContaining('not https'),
    });
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
