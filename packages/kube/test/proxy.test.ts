import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CancelledError } from '@fairlead/core';
import type { Kube, ProxyTarget } from '@fairlead/kube';
import { createKube, createTransport, type Transport } from '@fairlead/kube';
import { KubeConfig } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';

type Answer = { readonly status: number; readonly text: string };

const pod: ProxyTarget = {
  resource: 'pods',
  namespace: 'shop',
  name: 'orders-1',
  port: '8080',
  path: '/metrics',
};

/** A cluster of which only the proxy answers, and the requests that it got. */
function cluster(answer: Answer | ((signal: AbortSignal) => Promise<Answer>)) {
  const asked: { method: string; path: string; accept: string | undefined }[] = [];
  const transport: Transport = {
    target: { server: 'https://cluster', context: 'here' },
    now: () => 0,
    open: () => Promise.reject(new Error('not used')),
    send: async ({ method, path, accept, signal }) => {
      asked.push({ method, path, accept });
      return typeof answer === 'function' ? answer(signal ?? AbortSignal.abort()) : answer;
    },
  };
  const kube: Kube = createKube(transport, 'shop');
  return { asked, kube };
}

const status = (code: number, message: string): Answer => ({
  status: code,
  text: JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code, message }),
});
/** Answers never, and ends when it is told to. */
const hanging = (signal: AbortSignal): Promise<Answer> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));

describe('asking through the proxy of the API server', () => {
  it.each([
    [pod, '/api/v1/namespaces/shop/pods/orders-1:8080/proxy/metrics'],
    [
      { ...pod, scheme: 'https', path: 'metrics' },
      '/api/v1/namespaces/shop/pods/https:orders-1:8080/proxy/metrics',
    ],
    [
      {
        resource: 'services',
        namespace: 'monitoring',
        name: 'prometheus',
        port: 'web',
        path: '/api/v1/query?query=up',
      },
      '/api/v1/namespaces/monitoring/services/prometheus:web/proxy/api/v1/query?query=up',
    ],
  ] as const)('is a GET of its path', async (target, path) => {
    const { asked, kube } = cluster({ status: 200, text: 'up 1' });
    expect(await kube.proxyGet(target, { accept: 'text/plain' })).toEqual({
      from: 'target',
      status: 200,
      text: 'up 1',
    });
    expect(asked).toEqual([{ method: 'GET', path, accept: 'text/plain' }]);
  });

  it('reads no answer without an end', async () => {
    const server = createServer((_, response) => {
      const more = (): void => {
        while (response.write(Buffer.alloc(1024 ** 2)));
      };
      response.on('drain', more);
      more();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const config = new KubeConfig();
    const { port } = server.address() as AddressInfo;
    config.loadFromClusterAndUser(
      { name: 'c', server: `http://127.0.0.1:${port}`, skipTLSVerify: true },
      { name: 'u' },
    );
    const kube = createKube(createTransport(config), 'shop');
    expect(await kube.proxyGet(pod, { accept: 'text/plain', timeoutMs: 60_000 })).toEqual({
      from: 'api-server',
      status: 502,
      text: 'its answer is longer than 67.1 MB',
    });
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  it.each([
    ['an error of the target', { status: 500, text: '{"error":"no"}' }, 'target', '{"error":"no"}'],
    ['a page of the target', { status: 404, text: '<html>' }, 'target', '<html>'],
    ['a target that forbids it', { status: 403, text: 'go away' }, 'target', 'go away'],
    ['a target that says null', { status: 400, text: 'null' }, 'target', 'null'],
    [
      'a Status as the good answer of a target',
      { status: 200, text: '{"kind":"Status"}' },
      'target',
      '{"kind":"Status"}',
    ],
    [
      'a pod that is not there',
      status(404, 'pods "orders-1" not found'),
      'api-server',
      'pods "orders-1" not found',
    ],
    [
      'a pod that refuses',
      status(503, 'error trying to reach service: x'),
      'api-server',
      'error trying to reach service: x',
    ],
  ])('tells %s apart', async (_, answer, from, text) => {
    expect(await cluster(answer).kube.proxyGet(pod)).toEqual({ from, status: answer.status, text });
  });

  it('names the right that the user lacks', async () => {
    const said =
      'pods "orders-1" is forbidden: User "ci" cannot get resource "pods/proxy" in API group "" in the namespace "shop"';
    await expect(cluster(status(403, said)).kube.proxyGet(pod)).rejects.toMatchObject({
      code: 'KUBE_FORBIDDEN',
      message: 'not allowed to get pods/proxy "orders-1" in namespace "shop" as ci',
      hint: 'grant it in a Role: { apiGroups: [""], resources: ["pods/proxy"], verbs: ["get"] }',
    });
  });

  it('takes credentials that are refused for what they are', async () => {
    await expect(cluster(status(401, 'Unauthorized')).kube.proxyGet(pod)).rejects.toMatchObject({
      code: 'KUBE_UNAUTHORIZED',
    });
  });

  it('gives a target up that does not answer in time', async () => {
    expect(await cluster(hanging).kube.proxyGet(pod, { timeoutMs: 20 })).toEqual({
      from: 'api-server',
      status: 504,
      text: 'no answer in 0.02 s',
    });
  });

  it('ends when the run is cancelled', async () => {
    const abort = new AbortController();
    const asking = cluster(hanging).kube.proxyGet(pod, { signal: abort.signal });
    abort.abort();
    await expect(asking).rejects.toBeInstanceOf(CancelledError);
  });

  it('passes on that the API server itself is away', async () => {
    const away = new Error('away');
    await expect(cluster(() => Promise.reject(away)).kube.proxyGet(pod)).rejects.toBe(away);
  });
});
