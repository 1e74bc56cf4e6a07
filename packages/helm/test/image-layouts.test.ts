import { describe, expect, it } from 'vitest';
import { imageLayouts } from '../src/image/image-layouts.ts';
import { suggestImageKeys } from '../src/image/suggest-keys.ts';
import { readWantedImage, type WantedImage } from '../src/image/wanted-image.ts';

const HEX = 'a'.repeat(64);
const DIGEST = `sha256:${HEX}`;
const wanted = (text: string): WantedImage => readWantedImage(text) as WantedImage;

describe('the ways to hand an image to a chart', () => {
  it('begin with what a chart for digests takes, then the two halves of repository:tag', () => {
    const [first, second] = imageLayouts(wanted(`ghcr.io/acme/orders@${DIGEST}`), undefined);
    expect(first?.values).toEqual({ 'image.repository': 'ghcr.io/acme/orders', 'image.digest': DIGEST });
    expect(second?.values).toEqual({ 'image.repository': 'ghcr.io/acme/orders@sha256', 'image.tag': HEX });
  });

  it('know charts that keep the registry apart', () => {
    const layouts = imageLayouts(wanted(`ghcr.io/acme/orders@${DIGEST}`), undefined);
    expect(layouts[2]?.values).toEqual({
      'image.registry': 'ghcr.io',
      'image.repository': 'acme/orders',
      'image.digest': DIGEST,
    });
    expect(layouts[3]?.values).toEqual({
      'image.registry': 'ghcr.io',
      'image.repository': 'acme/orders@sha256',
      'image.tag': HEX,
    });
    expect(layouts.at(-1)?.values).toEqual({ image: `ghcr.io/acme/orders@${DIGEST}` });
  });

  it('leave the registry out where the image has none', () => {
    const names = imageLayouts(wanted(`acme/orders@${DIGEST}`), undefined).map(({ name }) => name);
    expect(names).toEqual([
      'repository, tag and digest',
      'repository:tag, the digest in two halves',
      'the whole image in one value',
    ]);
  });

  it('keep to the keys that the user names', () => {
    const keys = { repository: 'app.repo', tag: 'app.tag' };
    expect(imageLayouts(wanted(`r.io/o@${DIGEST}`), keys).map(({ values }) => values)).toEqual([
      { 'app.repo': 'r.io/o' },
      { 'app.repo': 'r.io/o@sha256', 'app.tag': HEX },
    ]);
    expect(imageLayouts(wanted(`r.io/o@${DIGEST}`), { image: 'app.image' })).toHaveLength(1);
    expect(imageLayouts(wanted(`r.io/o@${DIGEST}`), { repository: 'app.repo' })).toHaveLength(1);
  });

  it('cut no digest where there is none', () => {
    const names = imageLayouts(wanted('localhost/orders:1'), undefined).map(({ name }) => name);
    expect(names.join()).not.toContain('halves');
    expect(names).toContain('registry, repository, tag and digest');
  });
});

it('suggests the paths from which a chart seems to take its image', () => {
  const values = {
    name: 'orders',
    app: { 'my.image': { repo: 'r.test/orders', tag: '1' }, replicas: 1, list: ['r.test/orders'] },
    sidecar: { image: 'r.test/side:2' },
  };
  expect(suggestImageKeys(values, ['r.test/orders:1', 'r.test/side:2'])).toEqual([
    'repository=app.my\\.image.repo',
    'image=sidecar.image',
  ]);
  expect(suggestImageKeys(values, ['other:1', '???'])).toEqual([]);
});

it('a name of two letters is suggested, a single letter is not', () => {
  const images = ['pg:1', 'x:1'];
  expect(suggestImageKeys({ db: 'pg', size: 'x' }, images)).toEqual(['repository=db']);
});
