import { fetchHttp, type Logger } from '@fairlead/core';
import { createRegistryClient } from '@fairlead/oci';
import {
  createFakeClock,
  type FakeClock,
  putImage,
  type RunningRegistry,
  startRegistry,
} from '@fairlead/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pauses } from '../src/verify/until-seen.ts';
import { type PushedTag, verifyPush } from '../src/verify/verify-push.ts';

const repository = 'acme/orders';
const image = {
  layerSizes: [100, 900],
  config: {
    os: 'linux',
    architecture: 'amd64',
    history: [{ created_by: 'COPY a' }, { created_by: 'COPY b' }],
  },
};
const missing = { kind: 'status', status: 404 } as const;
const quiet: Logger = { info: () => {}, debug: () => {}, notice: () => {}, warn: () => {} };
let server: RunningRegistry;
let clock: FakeClock;

beforeEach(async () => {
  server = await startRegistry();
  clock = createFakeClock();
});

afterEach(() => server.close());

const stays = (tag: string, before?: PushedTag['before']): PushedTag => ({ tag, moves: 'never', before });
const floats = (tag: string, before?: PushedTag['before']): PushedTag => ({ tag, moves: 'always', before });

function verify(imageId: string, digest: string, tags: readonly PushedTag[], platform?: string) {
  const client = createRegistryClient({
    http: fetchHttp,
    clock: createFakeClock(),
    registry: server.registry,
  });
  const patience = { clock, log: quiet, signal: new AbortController().signal };
  return verifyPush(client, { repository, imageId, digest, tags, platform }, patience);
}

describe('what the registry holds is what was built', () => {
  it('gives digest, layers and size', async () => {
    const { digest, configDigest } = putImage(server.store, repository, '1.2.0', image);
    server.store.tag(repository, 'latest', digest);
    const verified = await verify(configDigest, digest, [stays('1.2.0'), floats('latest')]);
    expect(verified).toMatchObject({
      digest,
      overtaken: [],
      size: 1000 + JSON.stringify(image.config).length,
    });
    expect(verified.layers).toEqual([
      { size: 100, command: 'COPY a' },
      { size: 900, command: 'COPY b' },
    ]);
    expect(clock.sleeps).toEqual([]);
  });

  it('takes the manifest’s digest as the id, as engines with the containerd store give it', async () => {
    const { digest } = putImage(server.store, repository, 'v1', image);
    await expect(verify(digest, digest, [stays('v1')])).resolves.toMatchObject({ digest });
  });

  it('looks into an index with one image', async () => {
    const { digest, configDigest } = putImage(server.store, repository, 'inner', image);
    const manifests = [
      { mediaType: 'x', digest, size: 1, platform: { os: 'linux', architecture: 'amd64' } },
      { mediaType: 'x', digest, size: 1, platform: { os: 'unknown', architecture: 'unknown' } },
    ];
    const index = server.store.put({ manifests }, 'application/vnd.oci.image.index.v1+json');
    server.store.tag(repository, 'v1', index);
    for (const id of [configDigest, digest, index])
      await expect(verify(id, index, [stays('v1')], 'linux/amd64')).resolves.toMatchObject({ digest: index });
    await expect(verify(configDigest, index, [stays('v1')], 'linux/arm64')).rejects.toMatchObject({
      code: 'REGISTRY_DIGEST_MISMATCH',
      message: expect.stringContaining('an index with 0 images'),
    });
  });

  it('an index with two images is an error, for one was built', async () => {
    const { digest, configDigest } = putImage(server.store, repository, 'inner', image);
    const entry = (architecture: string) => ({
      mediaType: 'x',
      digest,
      size: 1,
      platform: { os: 'linux', architecture },
    });
    const manifests = [entry('amd64'), entry('arm64')];
    const index = server.store.put({ manifests }, 'application/vnd.oci.image.index.v1+json');
    server.store.tag(repository, 'v1', index);
    await expect(verify(configDigest, index, [stays('v1')])).rejects.toMatchObject({
      code: 'REGISTRY_DIGEST_MISMATCH',
      message: expect.stringContaining('an index with 2 images'),
    });
  });

  it('another image under the digest is an error', async () => {
    const { digest } = putImage(server.store, repository, 'v1', image);
    await expect(verify(`sha256:${'0'.repeat(64)}`, digest, [stays('v1')])).rejects.toMatchObject({
      code: 'REGISTRY_DIGEST_MISMATCH',
      message: expect.stringContaining('was built'),
    });
  });
});

describe('a registry that answers late', () => {
  it('is asked again for tags and content until it has them', async () => {
    const { digest, configDigest } = putImage(server.store, repository, 'v1', image);
    server.faults.add('manifest', missing, 3);
    await expect(verify(configDigest, digest, [stays('v1')])).resolves.toMatchObject({ digest });
    expect(clock.sleeps).toEqual([250, 500, 1000]);
  });

  it('is asked again while a tag still stands for what it stood for before', async () => {
    const before = putImage(server.store, repository, 'latest', { ...image, config: {} }).digest;
    const { digest, configDigest } = putImage(server.store, repository, 'latest', image);
    server.serveStale('latest', before, 2);
    const verified = await verify(configDigest, digest, [floats('latest', before)]);
    expect(verified).toMatchObject({ digest, overtaken: [] });
    expect(clock.sleeps).toEqual([250, 500]);
  });

  it('is believed when the last look finds it', async () => {
    const { digest, configDigest } = putImage(server.store, repository, 'v1', image);
    server.faults.add('manifest', missing, pauses.length);
    await expect(verify(configDigest, digest, [stays('v1')])).resolves.toMatchObject({ digest });
    expect(clock.sleeps).toEqual(pauses);
  });

  it('is not waited for longer than a minute', async () => {
    const { digest, configDigest } = putImage(server.store, repository, 'v1', image);
    await expect(verify(configDigest, digest, [stays('v1'), stays('gone')])).rejects.toMatchObject({
      code: 'REGISTRY_MANIFEST_UNKNOWN',
      message: `${server.registry}/acme/orders:gone was pushed, but the registry does not have it`,
    });
    expect(clock.sleeps).toEqual(pauses);
    expect(pauses.reduce((sum, pause) => sum + pause)).toBeLessThan(62_000);
  });
});

describe('a tag that stands for something else', () => {
  const other = () => putImage(server.store, repository, 'latest', { ...image, config: {} }).digest;
  const say = (found: string, digest: string) => ({
    code: 'REGISTRY_DIGEST_MISMATCH',
    message: `${server.registry}/acme/orders:latest stands for ${found}, but ${digest} was pushed`,
    hint: expect.stringContaining('concurrency'),
  });

  it('that another run moved on is told and is no failure: what was built is there by its digest', async () => {
    const { digest, configDigest } = putImage(server.store, repository, 'v1', image);
    const found = other();
    const verified = await verify(configDigest, digest, [stays('v1'), floats('latest')]);
    expect(verified.overtaken).toEqual([{ tag: 'latest', digest: found }]);
  });

  it.each<[string, (found: string) => PushedTag]>([
    ['a tag that stays', () => stays('latest')],
    ['a tag that never moved', (found) => floats('latest', found)],
    ['a tag of which nobody knows what it stood for', () => floats('latest', 'unknown')],
  ])('is an error for %s', async (_, tag) => {
    const { digest, configDigest } = putImage(server.store, repository, 'v1', image);
    const found = other();
    await expect(verify(configDigest, digest, [tag(found)])).rejects.toMatchObject(say(found, digest));
  });

  it('is an error where there is no image behind it', async () => {
    const { digest, configDigest } = putImage(server.store, repository, 'v1', image);
    const found = server.store.put({ nonsense: true }, 'text/plain');
    server.store.tag(repository, 'latest', found);
    await expect(verify(configDigest, digest, [floats('latest')])).rejects.toMatchObject(say(found, digest));
  });
});
