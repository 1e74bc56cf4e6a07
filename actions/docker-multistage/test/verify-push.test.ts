import { fetchHttp } from '@fairlead/core';
import { createRegistryClient } from '@fairlead/oci';
import { createFakeClock, putImage, type RunningRegistry, startRegistry } from '@fairlead/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyPush } from '../src/verify/verify-push.ts';

const repository = 'acme/orders';
const image = {
  layerSizes: [100, 900],
  config: {
    os: 'linux',
    architecture: 'amd64',
    history: [{ created_by: 'COPY a' }, { created_by: 'COPY b' }],
  },
};
let server: RunningRegistry;

beforeEach(async () => {
  server = await startRegistry();
});

afterEach(() => server.close());

function verify(imageId: string, tags: Readonly<Record<string, string>>, platform?: string) {
  const client = createRegistryClient({
    http: fetchHttp,
    clock: createFakeClock(),
    registry: server.registry,
  });
  const pushed = Object.entries(tags).map(([tag, digest]) => ({ tag, digest }));
  return verifyPush(client, { repository, imageId, tags: pushed, platform });
}

describe('what the registry holds is what was built', () => {
  it('gives digest, layers and size', async () => {
    const { digest, configDigest } = putImage(server.store, repository, '1.2.0', image);
    server.store.tag(repository, 'latest', digest);
    const verified = await verify(configDigest, { '1.2.0': digest, latest: digest });
    expect(verified.digest).toBe(digest);
    expect(verified.size).toBe(1000 + JSON.stringify(image.config).length);
    expect(verified.layers).toEqual([
      { size: 100, command: 'COPY a' },
      { size: 900, command: 'COPY b' },
    ]);
  });

  it('takes the manifest’s digest as the id, as engines with the containerd store give it', async () => {
    const { digest } = putImage(server.store, repository, 'v1', image);
    await expect(verify(digest, { v1: digest })).resolves.toMatchObject({ digest });
  });

  it('looks into an index with one image', async () => {
    const { digest, configDigest } = putImage(server.store, repository, 'inner', image);
    const manifests = [
      { mediaType: 'x', digest, size: 1, platform: { os: 'linux', architecture: 'amd64' } },
      { mediaType: 'x', digest, size: 1, platform: { os: 'unknown', architecture: 'unknown' } },
    ];
    const index = server.store.put({ manifests }, 'application/vnd.oci.image.index.v1+json');
    server.store.tag(repository, 'v1', index);
    await expect(verify(configDigest, { v1: index }, 'linux/amd64')).resolves.toMatchObject({
      digest: index,
    });
    await expect(verify(configDigest, { v1: index }, 'linux/arm64')).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
  });

  it('a tag that somebody else moved is an error that names it', async () => {
    const { digest, configDigest } = putImage(server.store, repository, 'v1', image);
    const other = putImage(server.store, repository, 'latest', { ...image, config: {} });
    await expect(verify(configDigest, { v1: digest, latest: digest })).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
      message: `${server.registry}/acme/orders:latest stands for ${other.digest}, but ${digest} was pushed`,
      hint: expect.stringContaining('concurrency'),
    });
  });

  it('another image under the digest is an error', async () => {
    const { digest } = putImage(server.store, repository, 'v1', image);
    await expect(verify(`sha256:${'0'.repeat(64)}`, { v1: digest })).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
      message: expect.stringContaining('was built'),
    });
  });

  it('a lost tag, and different digests of one push, are errors', async () => {
    const { digest, configDigest } = putImage(server.store, repository, 'v1', image);
    await expect(verify(configDigest, { v1: digest, gone: digest })).rejects.toMatchObject({
      code: 'MANIFEST_UNKNOWN',
    });
    await expect(verify(configDigest, { v1: digest, v2: configDigest })).rejects.toMatchObject({
      code: 'DIGEST_MISMATCH',
    });
  });
});
