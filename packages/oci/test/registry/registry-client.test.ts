import { fetchHttp } from '@fairlead/core';
import {
  compressedSize,
  createRegistryClient,
  type ImageManifest,
  imagesOf,
  type RegistryClient,
  type RegistryCredentials,
} from '@fairlead/oci';
import {
  createFakeClock,
  putImage,
  type RegistryAuth,
  type RunningRegistry,
  serverError,
  startRegistry,
  tooManyRequests,
} from '@fairlead/testkit';
import { afterEach, describe, expect, it } from 'vitest';

const repository = 'acme/orders';
const auth: RegistryAuth = {
  scheme: 'bearer',
  username: 'robot',
  password: 'pass:word',
  identityToken: 'refresh',
};
const credentials: RegistryCredentials = { kind: 'basic', username: 'robot', password: 'pass:word' };
const image = { layerSizes: [1000, 20_000], config: { os: 'linux', architecture: 'amd64' } };

let server: RunningRegistry | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(how?: RegistryAuth): Promise<RunningRegistry> {
  server = await startRegistry(how);
  return server;
}

function clientOf({ registry }: RunningRegistry, who?: RegistryCredentials): RegistryClient {
  return createRegistryClient({ http: fetchHttp, clock: createFakeClock(), registry, credentials: who });
}

describe('reading an image', () => {
  it('tells the digest that the registry states, and the same from the bytes', async () => {
    const running = await start();
    const { digest, configDigest } = putImage(running.store, repository, '1.2.0', image);
    const client = clientOf(running);
    expect(await client.resolveDigest(repository, '1.2.0')).toBe(digest);
    const fetched = await client.fetchManifest(repository, '1.2.0');
    expect(fetched.digest).toBe(digest);
    const manifest = fetched.manifest as ImageManifest;
    expect(manifest.config.digest).toBe(configDigest);
    expect(compressedSize(manifest)).toBe(21_000 + JSON.stringify(image.config).length);
    expect(await client.fetchJsonBlob(repository, configDigest)).toEqual(image.config);
  });

  it('works with registries that state no digest', async () => {
    const running = await start();
    running.hideDigests();
    const { digest } = putImage(running.store, repository, 'v1', image);
    expect(await clientOf(running).resolveDigest(repository, 'v1')).toBe(digest);
    expect((await clientOf(running).fetchManifest(repository, 'v1')).digest).toBe(digest);
  });

  it('an unknown tag is undefined when asked for, an error when needed', async () => {
    const client = clientOf(await start());
    expect(await client.resolveDigest(repository, 'nope')).toBeUndefined();
    await expect(client.fetchManifest(repository, 'nope')).rejects.toMatchObject({
      code: 'REGISTRY_MANIFEST_UNKNOWN',
      message: expect.stringContaining(': MANIFEST_UNKNOWN, nope is unknown'),
    });
  });

  it('refuses bytes that do not have their digest', async () => {
    const running = await start();
    const { digest, configDigest } = putImage(running.store, repository, 'v1', image);
    running.store.tamper(digest, { schemaVersion: 2 });
    running.store.tamper(configDigest, {});
    const client = clientOf(running);
    await expect(client.fetchManifest(repository, digest)).rejects.toMatchObject({
      code: 'REGISTRY_DIGEST_MISMATCH',
    });
    await expect(client.fetchManifest(repository, 'v1')).rejects.toMatchObject({
      code: 'REGISTRY_DIGEST_MISMATCH',
    });
    await expect(client.fetchJsonBlob(repository, configDigest)).rejects.toMatchObject({
      code: 'REGISTRY_DIGEST_MISMATCH',
    });
  });

  it('refuses what is no manifest', async () => {
    const running = await start();
    running.store.tag(repository, 'chart', running.store.put({ hello: 1 }, 'application/json'));
    await expect(clientOf(running).fetchManifest(repository, 'chart')).rejects.toMatchObject({
      code: 'REGISTRY_FAILED',
    });
  });

  it('finds the images of an index beside its attestations', async () => {
    const running = await start();
    const { digest } = putImage(running.store, repository, 'amd64', image);
    const entry = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size: 1 };
    const index = {
      manifests: [
        { ...entry, platform: { os: 'linux', architecture: 'amd64' } },
        { ...entry, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
        { ...entry, platform: { os: 'unknown', architecture: 'unknown' } },
      ],
    };
    const indexDigest = running.store.put(index, 'application/vnd.oci.image.index.v1+json');
    running.store.tag(repository, 'all', indexDigest);
    const { manifest } = await clientOf(running).fetchManifest(repository, 'all');
    if (manifest.kind !== 'index') throw new Error('expected an index');
    expect(imagesOf(manifest)).toHaveLength(2);
    expect(imagesOf(manifest, 'linux/arm64/v8')).toHaveLength(1);
    expect(imagesOf(manifest, 'linux/arm64')).toHaveLength(1);
    expect(imagesOf(manifest, 'linux/arm64/v9')).toEqual([]);
  });
});

describe('logging in', () => {
  it('answers a bearer challenge once per repository', async () => {
    const running = await start(auth);
    putImage(running.store, repository, 'v1', image);
    const client = clientOf(running, credentials);
    await client.resolveDigest(repository, 'v1');
    await client.resolveDigest(repository, 'v1');
    expect(running.requests.map(({ path }) => path)).toEqual([
      '/v2/acme/orders/manifests/v1',
      '/token',
      '/v2/acme/orders/manifests/v1',
      '/v2/acme/orders/manifests/v1',
    ]);
  });

  it('exchanges an identity token', async () => {
    const running = await start(auth);
    putImage(running.store, repository, 'v1', image);
    const client = clientOf(running, { kind: 'identity-token', token: 'refresh' });
    expect(await client.resolveDigest(repository, 'v1')).toBeDefined();
  });

  it('answers a basic challenge', async () => {
    const running = await start({ ...auth, scheme: 'basic' });
    putImage(running.store, repository, 'v1', image);
    expect(await clientOf(running, credentials).resolveDigest(repository, 'v1')).toBeDefined();
  });

  it.each(['basic', 'bearer'] as const)('a wrong password is refused in one line (%s)', async (scheme) => {
    const running = await start({ ...auth, scheme });
    const client = clientOf(running, { kind: 'basic', username: 'robot', password: 'wrong' });
    const failure = await client.resolveDigest(repository, 'v1').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'REGISTRY_DENIED' });
    expect(String(failure)).not.toContain('wrong');
  });

  it('without credentials says what is wanted', async () => {
    const running = await start({ ...auth, scheme: 'basic' });
    await expect(clientOf(running).resolveDigest(repository, 'v1')).rejects.toMatchObject({
      code: 'REGISTRY_DENIED',
      message: expect.stringContaining('wants a user name and password'),
    });
  });
});

describe('a registry in trouble', () => {
  it('is asked again after 429 and 5xx, as long as Retry-After says', async () => {
    const running = await start();
    const { digest } = putImage(running.store, repository, 'v1', image);
    running.faults.add('manifest', tooManyRequests(7));
    running.faults.add('manifest', serverError(503));
    const clock = createFakeClock();
    const { registry } = running;
    const client = createRegistryClient({ http: fetchHttp, clock, registry });
    expect(await client.resolveDigest(repository, 'v1')).toBe(digest);
    expect(clock.monotonic()).toBe(7000 + 1000);
  });

  it('is given up in the end', async () => {
    const running = await start();
    running.faults.add('manifest', serverError(500), 9);
    const failure = clientOf(running).fetchManifest(repository, 'v1');
    await expect(failure).rejects.toMatchObject({ code: 'REGISTRY_BUSY', retryable: true });
    expect(running.requests).toHaveLength(4);
  });

  it('is asked again after a dropped connection', async () => {
    const running = await start();
    const { digest } = putImage(running.store, repository, 'v1', image);
    running.faults.add('manifest', { kind: 'reset' }, 2);
    expect(await clientOf(running).resolveDigest(repository, 'v1')).toBe(digest);
  });

  it('a token service is asked again too', async () => {
    const running = await start(auth);
    const { digest } = putImage(running.store, repository, 'v1', image);
    running.faults.add('token', serverError(502));
    running.faults.add('token', { kind: 'reset' });
    expect(await clientOf(running, credentials).resolveDigest(repository, 'v1')).toBe(digest);
  });

  it('a failing token service is no wrong password', async () => {
    const running = await start(auth);
    running.faults.add('token', serverError(502), 9);
    await expect(clientOf(running, credentials).resolveDigest(repository, 'v1')).rejects.toMatchObject({
      code: 'REGISTRY_BUSY',
      retryable: true,
    });
  });
});

describe('asking whether a registry is there', () => {
  it('an open registry and one that wants a login both are', async () => {
    expect(await clientOf(await start()).ping()).toBeUndefined();
    await server?.close();
    expect(await clientOf(await start(auth)).ping()).toMatchObject({ scheme: 'bearer', service: 'fake' });
  });

  it('one hiccup is no verdict', async () => {
    const running = await start();
    running.faults.add('ping', serverError(503));
    expect(await clientOf(running).ping()).toBeUndefined();
  });

  it('nobody listens', async () => {
    const running = await start();
    await running.close();
    await expect(clientOf(running).ping()).rejects.toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it.each([
    [404, 'is not a registry'],
    [503, 'answers 503'],
  ])('what answers %i cannot be used', async (status, words) => {
    const running = await start();
    running.faults.add('ping', { kind: 'status', status }, 2);
    await expect(clientOf(running).ping()).rejects.toMatchObject({
      code: 'REGISTRY_UNREACHABLE',
      message: expect.stringContaining(words),
    });
  });
});
