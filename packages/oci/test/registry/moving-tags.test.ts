import { fetchHttp, type Http, type HttpRequest } from '@fairlead/core';
import { createRegistryClient, type RegistryClient, type RegistryCredentials } from '@fairlead/oci';
import {
  createFakeClock,
  putImage,
  type RegistryAuth,
  type RunningRegistry,
  serverError,
  startRegistry,
} from '@fairlead/testkit';
import { afterEach, describe, expect, it } from 'vitest';

const repository = 'acme/orders';
const auth: RegistryAuth = {
  scheme: 'bearer',
  username: 'robot',
  password: 'pass:word',
  identityToken: 'refresh',
};
const basic: RegistryCredentials = { kind: 'basic', username: 'robot', password: 'pass:word' };
const image = { layerSizes: [1], config: { os: 'linux' } };
const running: RunningRegistry[] = [];

afterEach(async () => {
  for (const registry of running.splice(0)) await registry.close();
});

async function start(how?: RegistryAuth): Promise<RunningRegistry> {
  const registry = await startRegistry(how);
  running.push(registry);
  return registry;
}

function clientOf(
  { registry }: Pick<RunningRegistry, 'registry'>,
  credentials?: RegistryCredentials,
  http = fetchHttp,
): RegistryClient {
  return createRegistryClient({ http, clock: createFakeClock(), registry, credentials });
}

describe('a further tag', () => {
  it('stands for the same bytes, with the right to push', async () => {
    const server = await start(auth);
    const { digest } = putImage(server.store, repository, '1.2.0', image);
    const client = clientOf(server, basic);
    const fetched = await client.fetchManifest(repository, '1.2.0');
    server.faults.add('put', serverError(503), 2);
    await client.putTag(repository, 'latest', fetched);
    expect(server.store.find(repository, 'latest')).toMatchObject({
      digest,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
    });
  });

  it('that may not move is refused in the registry’s own words', async () => {
    const server = await start();
    putImage(server.store, repository, '1', image);
    server.makeImmutable();
    const client = clientOf(server);
    const fetched = await client.fetchManifest(repository, '1');
    await expect(client.putTag(repository, '1', fetched)).rejects.toMatchObject({
      message: expect.stringContaining('configured as immutable'),
    });
  });
});

describe('asking for the right to push', () => {
  it('begins an upload and gives it up', async () => {
    const server = await start();
    expect(await clientOf(server).askPushRight(repository)).toEqual({ may: true });
    expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /v2/acme/orders/blobs/uploads/',
      'DELETE /v2/acme/orders/blobs/uploads/upload-1',
    ]);
  });

  it('asks the token service for it, and knows when nobody has a login', async () => {
    const server = await start(auth);
    expect(await clientOf(server, basic).askPushRight(repository)).toEqual({ may: true });
    expect(await clientOf(server).askPushRight(repository)).toMatchObject({ may: false, why: 'login' });
  });

  it.each([
    [401, 'denied'],
    [403, 'denied'],
    [404, 'absent'],
    [405, 'read-only'],
  ])('%i means %s', async (status, why) => {
    const server = await start();
    server.faults.add('upload', { kind: 'status', status, body: { errors: [{ code: 'X', message: 'no' }] } });
    expect(await clientOf(server).askPushRight(repository)).toEqual({
      may: false,
      why,
      said: `${server.registry} answered ${status}: X, no`,
    });
  });

  it('a registry in trouble does not say', async () => {
    const server = await start();
    server.faults.add('upload', serverError(500), 9);
    await expect(clientOf(server).askPushRight(repository)).rejects.toMatchObject({ code: 'REGISTRY_BUSY' });
  });

  it('an upload at another host gets nothing', async () => {
    const [server, other] = [await start(), await start()];
    const location = `http://${other.registry}/v2/acme/orders/blobs/uploads/x`;
    server.faults.add('upload', { kind: 'status', status: 202, headers: { location } });
    expect(await clientOf(server, basic).askPushRight(repository)).toEqual({ may: true });
    expect(other.requests).toEqual([]);
  });
});

describe('credentials stay with whom they are for', () => {
  /** Answers as a registry at a real address would; nothing leaves the machine. */
  function pretend(
    answer: (request: HttpRequest) => { status: number; location?: string; challenge?: string },
  ) {
    const sent: HttpRequest[] = [];
    const http: Http = {
      send: async (request) => {
        sent.push(request);
        const { status, location, challenge } = answer(request);
        const headers = {
          ...(location === undefined ? {} : { location }),
          ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
        };
        const text = '{"token":"t"}';
        return { status, headers, body: Buffer.from(text), text: () => text, json: () => JSON.parse(text) };
      },
    };
    return { sent, http };
  }

  const challenge = 'Bearer realm="https://auth.example.com/token",service="r"';
  const redirecting = (location: string) =>
    pretend(({ url, headers }) => {
      if (url.startsWith('https://auth.example.com/token')) return { status: 307, location };
      if (url.startsWith('https://r.example.com'))
        return headers?.['authorization'] ? { status: 200 } : { status: 401, challenge };
      return { status: 200 };
    });

  it.each([
    ['another host', 'https://evil.example.com/token'],
    ['another port', 'https://auth.example.com:8443/token'],
    ['plain http', 'http://auth.example.com/token'],
    ['the runner itself', 'http://127.0.0.1:8080/token'],
  ])('a token service that sends on to %s gets no further', async (_, location) => {
    for (const credentials of [basic, { kind: 'identity-token', token: 'refresh' } as const]) {
      const { sent, http } = redirecting(location);
      const client = clientOf({ registry: 'r.example.com' }, credentials, http);
      await expect(client.resolveDigest(repository, '1')).rejects.toMatchObject({
        code: 'REGISTRY_FAILED',
        message: expect.stringContaining(`r.example.com sends credentials on to ${new URL(location).origin}`),
      });
      expect(sent.filter(({ url }) => url.startsWith(`${new URL(location).origin}/`))).toEqual([]);
    }
  });

  it('the same origin is followed with them', async () => {
    const server = await start(auth);
    server.faults.add('token', { kind: 'status', status: 307, headers: { location: '/token?again' } });
    putImage(server.store, repository, '1', image);
    const token = { kind: 'identity-token', token: 'refresh' } as const;
    await expect(clientOf(server, token).resolveDigest(repository, '1')).resolves.toBeDefined();
  });

  it.each([
    ['https://blobs.example.com/x', true],
    ['http://blobs.example.com/x', false],
    ['http://127.0.0.1:9/x', false],
    ['https://localhost/x', false],
    ['http://[::1]/x', false],
  ])('a blob at %s is read without them: %s', async (location, followed) => {
    const { sent, http } = pretend(({ url, headers }) => {
      if (url === location) return { status: 404 };
      if (url.startsWith('https://auth.example.com')) return { status: 200 };
      return headers?.['authorization'] ? { status: 307, location } : { status: 401, challenge };
    });
    const client = clientOf({ registry: 'r.example.com' }, basic, http);
    const read = client.fetchJsonBlob(repository, `sha256:${'0'.repeat(64)}`);
    await expect(read).rejects.toMatchObject(
      followed ? { code: 'REGISTRY_MANIFEST_UNKNOWN' } : { message: expect.stringContaining('not safe') },
    );
    const there = sent.filter(({ url }) => url === location);
    expect(there).toHaveLength(followed ? 1 : 0);
    expect(there.map(({ headers }) => headers?.['authorization'])).toEqual(followed ? [undefined] : []);
  });

  it('what changes something is not sent on to another origin', async () => {
    const { sent, http } = pretend(({ url }) => {
      return url.startsWith('https://r.example.com')
        ? { status: 307, location: 'https://o.example.com/x' }
        : { status: 201 };
    });
    const client = clientOf({ registry: 'r.example.com' }, undefined, http);
    await expect(client.askPushRight(repository)).rejects.toMatchObject({ code: 'REGISTRY_FAILED' });
    expect(sent).toHaveLength(1);
  });

  it('a circle of redirects ends', async () => {
    const { sent, http } = pretend(() => ({ status: 302, location: '/again' }));
    const client = clientOf({ registry: 'r.example.com' }, undefined, http);
    await expect(client.resolveDigest(repository, '1')).rejects.toMatchObject({
      message: 'r.example.com answers with redirects only',
    });
    expect(sent).toHaveLength(6);
  });

  it('an answer without end is cut off', async () => {
    const server = await start();
    const digest = server.store.put({ x: 'y'.repeat(9_000_000) }, 'application/json');
    const read = clientOf(server).fetchJsonBlob(repository, digest);
    await expect(read).rejects.toMatchObject({ message: expect.stringContaining('is larger than') });
  });
});
