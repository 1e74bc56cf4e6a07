import type { SecretRule } from '../rule.ts';

/**
 * A JSON Web Token that still counts (RFC 7519). It is only advice: nobody can see what it opens, and many are samples.
 */
export const jwt: SecretRule = {
  name: 'jwt',
  what: 'a JSON Web Token that has not run out',
  evidence: 'header with a signature algorithm, claims, and an `exp` that is not over, or none',
  hints: ['eyJ'],
  pattern: /(?<![\w-])eyJ[\w-]{10,2000}\.eyJ[\w-]{2,8000}\.[\w-]{20,2000}(?![\w-])/g,
  shown: /^eyJ/,
  proves: true,
  holds(secret, { now }) {
    const [header, claims] = secret.split('.').map(readPart);
    const algorithm = header?.['alg'];
    if (typeof algorithm !== 'string' || algorithm.toLowerCase() === 'none' || claims === undefined)
      return false;
    const ends = claims['exp'];
    return typeof ends !== 'number' || ends * 1000 > now;
  },
  weight: 'note',
  inTests: 'none',
};

function readPart(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
