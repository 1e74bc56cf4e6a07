import {
  checkImageReference,
  formatImageReference,
  isLoopbackRegistry,
  lowerOwnRepository,
  readImageReference,
  registryUrl,
} from '@fairlead/oci';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const digest = `sha256:${'a1'.repeat(32)}`;

describe('reading references', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx'],
    ['nginx:1.29', 'docker.io/library/nginx:1.29'],
    ['acme/orders', 'docker.io/acme/orders'],
    ['index.docker.io/acme/orders', 'docker.io/acme/orders'],
    ['ghcr.io/acme/orders:v1', 'ghcr.io/acme/orders:v1'],
    ['localhost/orders', 'localhost/orders'],
    ['localhost:5000/orders', 'localhost:5000/orders'],
    ['127.0.0.1:5000/a/b_c/d--e:X.Y-z', '127.0.0.1:5000/a/b_c/d--e:X.Y-z'],
    ['[::1]:5000/orders', '[::1]:5000/orders'],
    [`ghcr.io/acme/orders@${digest}`, `ghcr.io/acme/orders@${digest}`],
    [`ghcr.io/acme/orders:v1@${digest}`, `ghcr.io/acme/orders:v1@${digest}`],
    ['Registry.Example.com/acme/orders', 'Registry.Example.com/acme/orders'],
  ])('%s is %s', (text, complete) => {
    const reading = readImageReference(text);
    expect('reference' in reading ? formatImageReference(reading.reference) : reading.problem).toBe(complete);
  });

  it.each([
    ['', 'names no repository'],
    ['Owner/My_App', 'has capitals'],
    ['ghcr.io/Owner/app', 'has capitals'],
    ['ghcr.io//app', 'an empty part'],
    ['ghcr.io/acme/', 'an empty part'],
    ['ghcr.io/acme/-app', 'is not a part'],
    ['ghcr.io/acme/a___b', 'is not a part'],
    ['ghcr.io/acme/my app', 'is not a part'],
    ['ghcr.io/acme/app:', 'is not a tag'],
    ['ghcr.io/acme/app:.x', 'is not a tag'],
    [`ghcr.io/acme/app:${'x'.repeat(129)}`, 'is not a tag'],
    ['ghcr.io/acme/app@sha256:abc', 'is not a digest'],
    ['ghcr.io:abc/app', 'is not a registry host'],
    ['https://ghcr.io/acme/app', 'URL'],
    [`ghcr.io/${'a/'.repeat(128)}b`, 'has a path of'],
  ])('%s is refused', (text, words) => {
    const reading = readImageReference(text);
    expect(reading).toHaveProperty('problem');
    expect('problem' in reading ? reading.problem : '').toContain(words);
    expect('allowed' in reading ? reading.allowed : '').not.toBe('');
  });

  it.each([
    [
      'Owner/app:_v 1',
      'digest',
      /^"Owner" has capitals, and "_v 1" is not a tag, and has no digest; the rule is: /,
    ],
    ['owner/app:v1', 'digest', /^has no digest$/],
    ['owner/app', 'tag or digest', /^has neither tag nor digest$/],
  ] as const)('all that is wrong with %s is told at once', (text, wanted, words) => {
    expect(checkImageReference(text, wanted)).toMatch(words);
  });

  it('capitals quote the rule and the lower-case form', () => {
    expect(checkImageReference('Owner/My_App:v1', 'tag or digest')).toBe(
      '"Owner" has capitals; the rule is: lower-case letters and digits, parted by one dot, one or two underscores, or dashes; write "owner/my_app:v1"',
    );
  });
});

describe('the algebra of references', () => {
  const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  const component = fc
    .tuple(word, fc.array(fc.tuple(fc.constantFrom('.', '_', '__', '-', '--'), word), { maxLength: 2 }))
    .map(([head, rest]) => head + rest.map(([sign, tail]) => sign + tail).join(''));
  const reference = fc.record(
    {
      registry: fc.constantFrom('docker.io', 'ghcr.io', 'localhost', '127.0.0.1:5000', 'r.example.com:8443'),
      repository: fc.array(component, { minLength: 2, maxLength: 4 }).map((parts) => parts.join('/')),
      tag: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/),
      digest: fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`),
    },
    { requiredKeys: ['registry', 'repository'] },
  );

  it('what was formatted reads back as itself', () => {
    fc.assert(
      fc.property(reference, (given) => {
        expect(readImageReference(formatImageReference(given))).toEqual({ reference: given });
      }),
    );
  });

  it('any text is either read or refused, and reading is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const reading = readImageReference(text);
        if (!('reference' in reading)) return;
        const complete = formatImageReference(reading.reference);
        expect(readImageReference(complete)).toEqual(reading);
      }),
      { numRuns: 500 },
    );
  });
});

describe('capitals of GitHub', () => {
  it.each([
    ['ghcr.io/Acme/Orders', 'Acme/Orders', 'ghcr.io/acme/orders'],
    ['ghcr.io/Acme/Orders:v1', 'Acme/Orders', 'ghcr.io/acme/orders:v1'],
    ['ghcr.io/Acme/orders-api', 'Acme/Orders', 'ghcr.io/acme/orders-api'],
    ['ghcr.io/Acme/Other', 'Acme/Orders', 'ghcr.io/acme/Other'],
    ['ghcr.io/acme/orders', 'acme/orders', 'ghcr.io/acme/orders'],
    ['Owner/My_App', 'acme/orders', 'Owner/My_App'],
  ])('%s in %s becomes %s', (name, repository, lowered) => {
    const result = lowerOwnRepository(name, repository);
    expect(result.name).toBe(lowered);
    expect(result.notice === undefined).toBe(name === lowered);
  });
});

describe('addresses', () => {
  it.each([
    ['127.0.0.1:5000', true, 'http://127.0.0.1:5000'],
    ['localhost', true, 'http://localhost'],
    ['[::1]:5000', true, 'http://[::1]:5000'],
    ['ghcr.io', false, 'https://ghcr.io'],
    ['docker.io', false, 'https://registry-1.docker.io'],
    ['127.example.com', false, 'https://127.example.com'],
  ])('%s', (registry, loopback, url) => {
    expect(isLoopbackRegistry(registry)).toBe(loopback);
    expect(registryUrl(registry)).toBe(url);
  });
});
