import { expect, test } from 'vitest';
import { secretsInAddresses, secretsInEnvironment } from '../../src/secrets/find-secrets.ts';
import { hideSecretLines, isSecretPath } from '../../src/secrets/secret-paths.ts';

test.each([
  ['https://u:swordfish@host/', ['swordfish']],
  ['https://u:sword%20fish@host/', ['sword%20fish', 'sword fish']],
  ['https://ghp_0123456789abcdef@github.com/', ['ghp_0123456789abcdef']],
  ['https://0123456789abcdef@host/', ['0123456789abcdef']], // as long as a token
  ['https://0123456789abcde@host/', []],
  ['https://admin@host/', []],
  ['https://u:6chars@host/', ['6chars']],
  ['https://u:5char@host/', []], // would hide half of a log
  ['https://u:100%sure@host/', ['100%sure']], // cannot be decoded
  ['see https://a:first-one@one/ and https://b:second-one@two/', ['first-one', 'second-one']],
  ['https://u:swordfish@host/?token=redherring', ['swordfish', 'redherring']],
  ['https://one/https://u:swordfish@two/', []], // one address: what follows the first host is its path
  ['a:first-one@one.example.com and b:second-one@two.example.com', ['first-one', 'second-one']],
  ['https://host/?token=swordfish&page=second-page&sig=abcdefgh', ['swordfish', 'abcdefgh']],
  ['u:swordfish@registry.example.com/acme/orders', ['swordfish']],
  ['@ann gave u:swordfish@registry.example.com/acme', ['swordfish']],
  ['://u:swordfish@host/', ['swordfish']],
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
    SHORT_TOKEN: 'abcdefg',
    LONG_ENOUGH_TOKEN: 'abcdefgh',
    HOME_TOKEN: '~/.config/token',
    INPUT_TOKEN: 'left to core',
    STATE_TOKEN: 'left to core',
    EMPTY_TOKEN: undefined,
    PATH: '/usr/bin',
  };
  expect(secretsInEnvironment(env)).toEqual(['ghs_12345678', 'abcdefghijkl', 'swordfish', 'abcdefgh']);
});

test('a map is shown without the values of keys that look secret', () => {
  const text =
    'image.tag=v1\ndb.password=swordfish\nauth.existingSecret=orders-db\nsecrets.any=abcdefg\napi.token=1';
  expect(hideSecretLines(text)).toEqual({
    shown: 'image.tag=v1\ndb.password=***\nauth.existingSecret=orders-db\nsecrets.any=***\napi.token=***',
    secrets: ['swordfish', 'abcdefg'],
  });
  expect(hideSecretLines('db.password: swordfish').shown).toBe('***');
  expect(hideSecretLines('=x\nsecret[0].any=abcdefg').shown).toBe('=x\nsecret[0].any=***');
  expect(hideSecretLines('replicas 3').shown).toBe('replicas 3');
});

test.each([
  ['password=6chars', ['6chars']],
  ['password=5char', []],
  ['password= swordfish ', ['swordfish']],
  ['password=FALSE', []],
  ['password=123456.789', []],
  ['password=a=b=c=d', ['a=b=c=d']],
  ['password: swordfish', ['password: swordfish']],
])('of the line %s these texts are hidden wherever they appear', (line, secrets) => {
  expect(hideSecretLines(line).secrets).toEqual(secrets);
});

test.each([
  [['db', 'password'], true],
  [['secret', 'data', 'any'], true],
  [['stringData', 'any'], true],
  [['any', 'secrets'], true],
  [['secret', 'name'], false], // names one
  [['auth', 'existingSecret'], false],
  [['token', 'enabled'], false],
  [['image', 'tag'], false],
  [[], false],
])('what stands at %j is secret: %s', (path, secret) => {
  expect(isSecretPath(path)).toBe(secret);
});
