import { describe, expect, it } from 'vitest';
import { imagePolicy, readImage, refuseImage } from '../src/image/image-reference.ts';
import { imageValues, usesImage } from '../src/image/image-values.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('references', () => {
  it.each([
    ['orders', { repository: 'orders', tag: undefined, digest: undefined }],
    [
      '127.0.0.1:5000/acme/orders',
      { repository: '127.0.0.1:5000/acme/orders', tag: undefined, digest: undefined },
    ],
    ['ghcr.io/acme/orders:v1', { repository: 'ghcr.io/acme/orders', tag: 'v1', digest: undefined }],
    [`r:5000/o:v1@${DIGEST}`, { repository: 'r:5000/o', tag: 'v1', digest: DIGEST }],
  ])('%s', (text, expected) => {
    expect(readImage(text)).toEqual(expected);
  });

  it.each(['Orders:v1', 'orders@sha256:12', 'orders:', 'orders:v1:v2', '', 'a b'])('refuses %j', (text) => {
    expect(readImage(text)).toEqual(expect.stringMatching(/^(is|has) /));
  });
});

describe('IMG-11: which images may be deployed', () => {
  it.each([
    ['production', `r/o@${DIGEST}`, undefined],
    ['production', 'r/o:latest', 'has the floating tag latest'],
    ['production', 'r/o', 'has neither tag nor digest, which means latest'],
    ['prod', 'r/o:v1.2.0', 'is not named by digest (name@sha256:…)'],
    ['staging', 'r/o:latest', undefined],
    [undefined, 'r/o:v1', undefined],
  ])('%s %s', (environment, image, refused) => {
    expect(refuseImage(image, imagePolicy('auto', environment))).toBe(refused);
  });

  it('can be set by hand', () => {
    expect(refuseImage('r/o:latest', imagePolicy('any', 'production'))).toBeUndefined();
    expect(refuseImage('r/o:main', imagePolicy('tag', 'dev'))).toContain('floating');
  });
});

describe('values of an image', () => {
  const keys = { repository: 'image.repository', tag: 'image.tag', digest: 'image.digest' };

  it('by digest leaves the tag to the chart', () => {
    expect(imageValues({ repository: 'r/o', tag: undefined, digest: DIGEST }, keys)).toEqual({
      'image.repository': 'r/o',
      'image.digest': DIGEST,
    });
  });

  it('by tag takes a digest away', () => {
    expect(imageValues({ repository: 'r/o', tag: 'v2', digest: undefined }, keys)).toEqual({
      'image.repository': 'r/o',
      'image.tag': 'v2',
      'image.digest': '',
    });
  });

  it('as one key', () => {
    const values = imageValues({ repository: 'r/o', tag: 'v2', digest: DIGEST }, { image: 'app.image' });
    expect(values).toEqual({ 'app.image': `r/o:v2@${DIGEST}` });
  });

  it('finds out whether the chart took it', () => {
    const image = { repository: 'r/o', tag: undefined, digest: DIGEST };
    expect(usesImage([`r/o@${DIGEST}`], image)).toBe(true);
    expect(usesImage([`r/o:v1@${DIGEST}`], image)).toBe(true);
    expect(usesImage(['r/o:v1.2.0'], image)).toBe(false);
    expect(usesImage(['r/o:v1'], { repository: 'r/o', tag: 'v1', digest: undefined })).toBe(true);
    expect(usesImage(['r/o:v10'], { repository: 'r/o', tag: 'v1', digest: undefined })).toBe(false);
  });
});
