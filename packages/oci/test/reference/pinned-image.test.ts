import { completeImageName, digestIn, isSameRepository, readPinnedImage, shortImage } from '@fairlead/oci';
import { describe, expect, it } from 'vitest';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('an image by digest', () => {
  it.each([
    [`ghcr.io/acme/orders@${digest}`, 'ghcr.io/acme/orders'],
    [`ghcr.io/acme/orders:v1.2.3@${digest}`, 'ghcr.io/acme/orders'],
    [`127.0.0.1:5000/orders@${digest}`, '127.0.0.1:5000/orders'],
    [`orders@${digest}`, 'docker.io/library/orders'],
  ])('%s is read, its tag dropped', (text, name) => {
    expect(readPinnedImage(text)).toEqual({ text: `${name}@${digest}`, name, digest });
  });

  it.each([
    '',
    'orders',
    'ghcr.io/acme/orders:v1',
    'orders@sha256:abc',
    `Orders@${digest}`,
    `@${digest}`,
    digest,
  ])('%j is none', (text) => expect(readPinnedImage(text)).toBeUndefined());
});

describe('names without version', () => {
  it.each([
    ['orders', 'docker.io/library/orders'],
    ['acme/orders:v1', 'docker.io/acme/orders'],
    ['index.docker.io/acme/orders', 'docker.io/acme/orders'],
    ['localhost/orders:v1', 'localhost/orders'],
    ['127.0.0.1:5000/orders', '127.0.0.1:5000/orders'],
    [`ghcr.io/acme/orders:v1@${digest}`, 'ghcr.io/acme/orders'],
    ['not an image', undefined],
  ])('%s is %s', (text, name) => expect(completeImageName(text)).toBe(name));

  it.each([
    ['orders:v1', `docker.io/library/orders@${digest}`, true],
    ['ghcr.io/acme/orders:v1', 'ghcr.io/acme/orders:v2', true],
    ['ghcr.io/acme/orders', 'ghcr.io/acme/orders-api', false],
    ['not an image', 'not an image', false],
  ])('%s and %s are of one repository: %s', (a, b, same) => expect(isSameRepository(a, b)).toBe(same));
});

describe('digests for machines and for people', () => {
  it.each([
    [`ghcr.io/acme/orders:v1@${digest}`, digest],
    [`docker-pullable://ghcr.io/acme/orders@${digest}`, digest],
    [digest, digest],
    ['ghcr.io/acme/orders:v1', undefined],
    [`${digest}ff`, undefined],
    ['', undefined],
  ])('%s names %s', (text, named) => expect(digestIn(text)).toBe(named));

  it.each([
    [`ghcr.io/acme/orders@${digest}`, 'orders@sha256:0123456789ab'],
    [`ghcr.io/acme/orders:v1@${digest}`, 'orders:v1@sha256:0123456789ab'],
    ['127.0.0.1:5000/orders:v1', 'orders:v1'],
    [digest, 'sha256:0123456789ab'],
    ['', ''],
  ])('%s is shown as %s', (text, short) => expect(shortImage(text)).toBe(short));
});
