import {
  checkWantedImage,
  imageValues,
  readWantedImage,
  usesImage,
  type WantedImage,
  wantedImage,
} from '@fairlead/helm';
import { describe, expect, it } from 'vitest';
import { imagePolicy, refuseImage } from '../src/image/image-policy.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

function read(text: string): WantedImage {
  const image = readWantedImage(text);
  if ('problem' in image) throw new Error(image.problem);
  return image;
}

describe('the image as the user spells it', () => {
  it.each([
    ['orders', 'orders', undefined, undefined],
    ['nginx:1.29', 'nginx', '1.29', undefined],
    ['127.0.0.1:5000/acme/orders', '127.0.0.1:5000/acme/orders', undefined, undefined],
    ['ghcr.io/acme/orders:v1', 'ghcr.io/acme/orders', 'v1', undefined],
    ['index.docker.io/acme/o:v1', 'index.docker.io/acme/o', 'v1', undefined],
    [`r:5000/o:v1@${DIGEST}`, 'r:5000/o', 'v1', DIGEST],
  ])('%s', (text, name, tag, digest) => {
    expect(readWantedImage(text)).toEqual({ text, name, tag, digest });
  });

  it.each(['Orders:v1', 'orders@sha256:12', 'orders:', 'orders:v1:v2', '', 'a b', 'r/orders'])(
    'refuses %j as what to deploy',
    (text) => {
      expect(checkWantedImage(text)).toEqual(expect.stringMatching(/\w/));
    },
  );

  it('tells capitals and a missing version at once', () => {
    expect(checkWantedImage('r/Orders')).toMatch(/^"Orders" has capitals, and has neither tag nor digest; /);
  });

  it.each(['orders:v1', `orders@${DIGEST}`, 'chart'])('takes %s', (text) => {
    expect(checkWantedImage(text)).toBeUndefined();
  });
});

it('leaves the image to the chart for the word chart alone', () => {
  expect(wantedImage('chart')).toBeUndefined();
  expect(wantedImage('chart:v1')?.name).toBe('chart');
});

describe('IMG-11: which images may be deployed', () => {
  it.each([
    ['production', `r/o@${DIGEST}`, undefined],
    ['production', 'r/o:latest', 'has the floating tag latest'],
    ['production', 'r/o', 'has neither tag nor digest, which means latest'],
    ['prod', 'r/o:v1.2.0', 'is not named by digest (name@sha256:…)'],
    ['prod-eu', 'r/o:v1.2.0', 'is not named by digest (name@sha256:…)'],
    ['Live', 'r/o:v1.2.0', 'is not named by digest (name@sha256:…)'],
    ['PRD/eu', 'r/o:v1.2.0', 'is not named by digest (name@sha256:…)'],
    ['pre-prod', 'r/o:v1.2.0', undefined],
    ['products', 'r/o:v1.2.0', undefined],
    ['staging', 'r/o:latest', undefined],
    [undefined, 'r/o:v1', undefined],
  ])('%s %s', (environment, image, refused) => {
    expect(refuseImage(image, imagePolicy('auto', environment))).toBe(refused);
  });

  it('can be set by hand', () => {
    expect(refuseImage('r/o:latest', imagePolicy('any', 'production'))).toBeUndefined();
    for (const tag of ['main', 'Latest', 'beta', 'lts', 'staging', 'HEAD'])
      expect(refuseImage(`r/o:${tag}`, imagePolicy('tag', 'dev'))).toBe(`has the floating tag ${tag}`);
    for (const tag of ['v1.2.0', 'sha-abcdef0', '1.2.0-beta', 'beta.1'])
      expect(refuseImage(`r/o:${tag}`, imagePolicy('tag', 'dev'))).toBeUndefined();
  });

  it.each([
    '1',
    'v1',
    '1.2',
    'v1.2',
    '24.04',
    '1.2-alpine',
    '1-alpine3.22',
    'latest-slim',
    'LTS-Alpine',
    'pr-7',
  ])('policy tag refuses %s, which docker-multistage and others move on', (tag) => {
    expect(refuseImage(`r/o:${tag}`, 'tag')).toBe(`has the floating tag ${tag}`);
    expect(refuseImage(`r/o:${tag}@${DIGEST}`, 'tag')).toBeUndefined();
  });

  it.each([
    '1.2.3',
    'v1.2.3-alpine',
    '2026.01',
    '20261128',
    '18342',
    '1.2-rc1',
    'main-3f2a1bc',
    'main-18342',
    'dev-20261128',
    'main-feedbee',
    'latest-and_greatest',
  ])('policy tag takes %s, which names one build', (tag) => {
    expect(refuseImage(`r/o:${tag}`, 'tag')).toBeUndefined();
  });
});

describe('values of an image', () => {
  const keys = { repository: 'image.repository', tag: 'image.tag', digest: 'image.digest' };

  it('by digest leaves the tag to the chart', () => {
    expect(imageValues(read(`r/o@${DIGEST}`), keys)).toEqual({
      'image.repository': 'r/o',
      'image.digest': DIGEST,
    });
  });

  it('by tag takes a digest away', () => {
    expect(imageValues(read('r/o:v2'), keys)).toEqual({
      'image.repository': 'r/o',
      'image.tag': 'v2',
      'image.digest': '',
    });
  });

  it('as one key', () => {
    const values = imageValues(read(`r/o:v2@${DIGEST}`), { image: 'app.image' });
    expect(values).toEqual({ 'app.image': `r/o:v2@${DIGEST}` });
  });

  it('finds out whether the chart took it', () => {
    const image = read(`r/o@${DIGEST}`);
    expect(usesImage([`r/o@${DIGEST}`], image)).toBe(true);
    expect(usesImage([`r/o:v1@${DIGEST}`], image)).toBe(true);
    expect(usesImage(['r/o:v1.2.0'], image)).toBe(false);
    expect(usesImage(['r/o:v1'], read('r/o:v1'))).toBe(true);
    expect(usesImage(['r/o:v10'], read('r/o:v1'))).toBe(false);
    expect(usesImage(['r/orders:v1'], read('r/o:v1'))).toBe(false);
    expect(usesImage([`r/other@${DIGEST}`], image)).toBe(false);
  });

  it('knows a short name in its long spelling, and hands over the short one', () => {
    const image = read('nginx:1.29');
    expect(usesImage(['docker.io/library/nginx:1.29'], image)).toBe(true);
    expect(imageValues(image, keys)['image.repository']).toBe('nginx');
  });
});
