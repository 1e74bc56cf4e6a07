import { fetchHttp } from '@fairlead/core';
import { createFakeClock, createFakeExec, createFakeFiles, putImage, startRegistry } from '@fairlead/testkit';
import { expect, onTestFinished, test } from 'vitest';
import type { Engine } from '../src/engine/find-engine.ts';
import { clientFor } from '../src/push/registry-access.ts';

test("the registry is asked with the step's own login, else with the one that docker has", async () => {
  const server = await startRegistry({
    scheme: 'basic',
    username: 'robot',
    password: 'pass:word',
    identityToken: '',
  });
  onTestFinished(() => server.close());
  const { registry } = server;
  const { digest } = putImage(server.store, 'acme/orders', '1.2.0', { layerSizes: [10], config: {} });
  const resolve = async (docker: string | undefined, own: string | undefined): Promise<unknown> => {
    const auth = Buffer.from(`robot:${docker}`).toString('base64');
    const config = JSON.stringify({ auths: { [registry]: { auth } } });
    const client = await clientFor(
      {
        http: fetchHttp,
        clock: createFakeClock(),
        files: createFakeFiles(docker === undefined ? {} : { '/docker/config.json': config }),
        exec: createFakeExec([]),
        signal: new AbortController().signal,
      },
      { env: { DOCKER_CONFIG: '/docker' } } as unknown as Engine,
      registry,
      own === undefined ? undefined : { registry, username: 'robot', password: own },
    );
    return client.resolveDigest('acme/orders', '1.2.0').catch((error: { code?: string }) => error.code);
  };
  expect(await resolve('wrong', 'pass:word')).toBe(digest);
  expect(await resolve('pass:word', 'wrong')).toBe('REGISTRY_DENIED');
  expect(await resolve('pass:word', undefined)).toBe(digest);
  expect(await resolve(undefined, undefined)).toBe('REGISTRY_DENIED');
});
