import { expect, test } from 'vitest';
import { secretsInAddresses, secretsInEnvironment } from '../../src/secrets/find-secrets.ts';
import { hideSecretLines } from '../../src/secrets/secret-paths.ts';

test.each([
  ['https://u:swordfish@host/', ['swordfish']],
  ['https://u:sword%20fish@host/', ['sword%20fish', 'sword fish']],
  ['https://ghp_0123456789abcdef@github.com/', ['ghp_0123456789abcdef']],
  ['https://admin@host/', []],
  ['https://host/?token=swordfish&page=second-page&sig=abcdefgh', ['swordfish', 'abcdefgh']],
  ['u:swordfish@registry.example.com/acme/orders', ['swordfish']],
  ['orders:v1.2.3@sha256:0123456789abcdef', []],
  ['https://host:8080/path', []],
])('what is secret in %s', (text, secrets) => {
  expect(secretsInAddresses(text)).toEqual(secrets);
});

test('variables of the environment that look secret by their names, and logins in the others', () => {
  const env = {
    GITHUB_TOKEN: 'ghs_12345678',
    AWS_SECRET_ACCESS_KEY: 'abcdefghijkl',
    TOKEN_FILE: '/run/token-file',
    API_TOKEN: '/run/secrets/token',
    HTTPS_PROXY: 'http://me:swordfish@proxy:3128',
    SHORT_TOKEN: 'abc',
    INPUT_TOKEN: 'left to core',
    PATH: '/usr/bin',
  };
  expect(secretsInEnvironment(env)).toEqual(['ghs_12345678', 'abcdefghijkl', 'swordfish']);
});

test('a map is shown without the values of keys that look secret', () => {
  const text =
    'image.tag=v1\ndb.password=swordfish\nauth.existingSecret=orders-db\nsecrets.any=abcdefg\napi.token=1';
  expect(hideSecretLines(text)).toEqual({
    shown: 'image.tag=v1\ndb.password=***\nauth.existingSecret=orders-db\nsecrets.any=***\napi.token=***',
    secrets: ['swordfish', 'abcdefg'],
  });
  expect(hideSecretLines('db.password: swordfish').shown).toBe('***');
  expect(hideSecretLines('replicas 3').shown).toBe('replicas 3');
});
