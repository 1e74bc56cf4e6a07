import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkKubeconfig } from '../src/kubeconfig/check.ts';
import { findPrometheus, findRegistry } from '../src/kubeconfig/endpoint-findings.ts';

type Answer = readonly [status: number, body: unknown];

let server: Server;
let origin: string;
let answer: (request: IncomingMessage) => Answer;

beforeEach(async () => {
  answer = () => [404, '404 page not found'];
  server = createServer((request, response) => {
    const [status, body] = answer(request);
    const isText = typeof body === 'string';
    response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json' });
    response.end(isText ? body : JSON.stringify(body));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => new Promise((done) => server.close(done)));

describe('a Prometheus', () => {
  const up = (targets: number): Answer => [
    200,
    { status: 'success', data: { result: Array(targets).fill({}) } },
  ];

  test('is found below a path, with its number of targets', async () => {
    answer = ({ url }) => (url === '/prom/api/v1/query?query=up' ? up(3) : [404, '']);
    expect(await findPrometheus(`${origin}/prom`)).toMatchObject({
      state: 'offers',
      detail: `${origin}/prom: 3 targets`,
    });
  });

  test('gets the login of its address, which is not shown', async () => {
    answer = ({ headers }) => (headers.authorization === 'Basic bWU6cGFzczp3b3Jk' ? up(1) : [401, '']);
    const finding = await findPrometheus(origin.replace('//', '//me:pass%3Aword@'));
    expect(finding.state).toBe('offers');
    expect(JSON.stringify(finding)).not.toContain('word');
  });

  test.each<[string, Answer, string]>([
    ['refuses', [503, 'starting'], 'HTTP 503'],
    ['is a page', [200, '<html>'], 'something else than Prometheus answers'],
    ['scrapes nothing', up(0), '0 targets'],
  ])('that %s is lacking', async (_, given, detail) => {
    answer = () => given;
    expect(await findPrometheus(origin)).toMatchObject({
      state: 'lacks',
      detail: expect.stringContaining(detail),
    });
  });

  test('that is no address is refused', async () => {
    await expect(findPrometheus('prometheus:9090')).rejects.toThrow(
      'prometheus-url "prometheus:9090": is not an address',
    );
  });
});

test.each([
  'admin:hunter2@prom:9090',
  'ftp://admin:hunter2@prom',
  'http://admin:hunter2/x@prom:9090',
  'http://admin:8/hunter2@prom:9090',
  'http://admin:hunter2 @prom :9090',
])('a login that is no part of an address is not shown: %s', async (address) => {
  for (const find of [findPrometheus, findRegistry]) {
    const said = await find(address).then(JSON.stringify, String);
    expect(said).not.toContain('hunter2');
  }
  await expect(findPrometheus(address)).rejects.toThrow(/^prometheus-url "\*\*\*@prom/);
});

describe('a registry', () => {
  test.each<[number, string]>([
    [200, 'offers'],
    [401, 'offers'],
    [404, 'lacks'],
  ])('that answers with %i %s itself', async (status, state) => {
    answer = ({ url }) => (url === '/v2/' ? [status, ''] : [500, '']);
    expect(await findRegistry(new URL(origin).host)).toMatchObject({ state });
    expect(await findRegistry(`${origin}/acme/orders`)).toMatchObject({ state });
  });
});

describe('a cluster', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fl-kubeconfig-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function writeKubeconfig(): string {
    const path = join(folder, 'config');
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'a',
      clusters: [{ name: 'a', cluster: { server: origin, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'a', user: {} }],
      contexts: [{ name: 'a', context: { cluster: 'a', user: 'a', namespace: 'shop' } }],
    };
    writeFileSync(path, JSON.stringify(config));
    return path;
  }

  test('without the Gateway API, whose nodes may not be read, lacks nothing that is needed', async () => {
    const refusal = { kind: 'Status', message: 'nodes is forbidden: User "me" cannot list resource "nodes"' };
    answer = ({ url }) => {
      if (url?.startsWith('/version')) return [200, { gitVersion: 'v1.34.4' }];
      return url === '/api/v1/nodes' ? [403, refusal] : [404, '404 page not found'];
    };
    const { ok, findings } = await checkKubeconfig({ kubeconfig: writeKubeconfig() });
    expect(findings).toMatchObject([
      { what: 'Kubernetes', state: 'offers' },
      { what: 'nodes', state: 'unknown', detail: `HTTP 403 ${refusal.message}` },
      { what: 'Gateway API', state: 'lacks', optional: true },
      { what: 'Prometheus', state: 'unknown' },
      { what: 'registry', state: 'unknown' },
      { what: 'image pull', state: 'unknown' },
    ]);
    expect(ok).toBe(true);
  });

  test('is tried in the namespace of the context', async () => {
    answer = ({ url, method }) => {
      if (url?.startsWith('/version')) return [200, { gitVersion: 'v1.34.4' }];
      if (method === 'POST') return [403, { message: `refused at ${url}` }];
      return [200, { items: [] }];
    };
    const { findings } = await checkKubeconfig({ kubeconfig: writeKubeconfig(), probeImage: 'x:1' });
    expect(findings.at(-1)).toMatchObject({
      what: 'image pull',
      state: 'unknown',
      detail: 'namespace shop: HTTP 403 refused at /api/v1/namespaces/shop/pods',
    });
  });

  test('that does not answer is asked nothing more', async () => {
    answer = () => [401, { message: 'Unauthorized' }];
    const { ok, findings } = await checkKubeconfig({ kubeconfig: writeKubeconfig(), probeImage: 'x:1' });
    expect(ok).toBe(false);
    expect(findings.map(({ what }) => what)).toEqual(['Kubernetes', 'Prometheus', 'registry']);
    expect(findings[0]?.detail).toBe(`${origin}: HTTP 401 Unauthorized`);
  });
});
