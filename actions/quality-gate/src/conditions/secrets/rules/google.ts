import type { SecretRule } from '../rule.ts';
import { entropyOf } from '../words.ts';

/** https://cloud.google.com/docs/authentication/api-keys */
export const googleApiKey: SecretRule = {
  name: 'google-api-key',
  what: 'an API key of Google Cloud',
  evidence: '`AIza` and 35 random characters',
  hints: ['AIza'],
  pattern: /(?<![\w-])AIza[\w-]{35}(?![\w-])/g,
  shown: /^AIza/,
  holds: (secret) => entropyOf(secret.slice(4)) >= 3.5,
  weight: 'error',
  inTests: 'error',
};

export const googleOauthSecret: SecretRule = {
  name: 'google-oauth-secret',
  what: 'the secret of an OAuth client of Google',
  evidence: '`GOCSPX-` and 28 random characters',
  hints: ['GOCSPX-'],
  pattern: /(?<![\w-])GOCSPX-[\w-]{28}(?![\w-])/g,
  shown: /^GOCSPX-/,
  holds: (secret) => entropyOf(secret.slice(7)) >= 3.3,
  weight: 'error',
  inTests: 'error',
};
