import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectKube, type Kube } from '@fairlead/kube';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const KINDS = {
  resources: [
    { name: 'deployments', kind: 'Deployment', namespaced: true },
    { name: 'deployments/scale', kind: 'Scale', namespaced: true },
  ],
};
const REF = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders' } as const;

let server: Server;
let url: string;
let folder: string;
let answer: Answer;
let asked: string[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push(`${request.method} ${request.url}`);
      if (request.url === '/apis/apps/v1') response.end(JSON.stringify(KINDS));
      else answer(request, response, Buffer.concat(chunks).toString());
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), 'fairlead-kube-'));
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

async function kubeconfig(address = url): Promise<string> {
  const file = join(folder, 'kubeconfig');
  const config = {
    clusters: [{ name: 'c', cluster: { server: address } }],
    users: [{ name: 'u', user: { token: 'secret-token' } }],
    contexts: [{ name: 'here', context: { cluster: 'c', user: 'u', namespace: 'shop' } }],
    'current-context': 'here',
  };
  await writeFile(file, JSON.stringify(config));
  return file;
}

const connect = async (address?: string): Promise<Kube> =>
  connectKube({ kubeconfig: await kubeconfig(address), env: {} });

const status =
  (code: number, message: string): Answer =>
  (_request, response) => {
    response.statusCode = code;
    response.end(JSON.stringify({ kind: 'Status', message, code }));
  };

it("tells the cluster's time, not the runner's", async () => {
  answer = (_request, response) => {
    response.setHeader('date', 'Thu, 01 Jan 2026 12:00:00 GMT');
    response.end('{}');
  };
  const kube = await connect();
  expect(Math.abs(kube.now() - Date.now())).toBeLessThan(60_000);
  await kube.version();
  expect(new Date(kube.now()).toISOString()).toMatch(/^2026-01-01T12:00/);
});

describe('errors', () => {
  const RBAC =
    'deployments.apps "orders" is forbidden: User "bot" cannot get resource "deployments" in API group "apps" in the namespace "shop"';

  it.each([
    [401, 'Unauthorized', 'KUBE_UNAUTHORIZED', /does not accept the credentials of context here$/],
    [
      403,
      RBAC,
      'KUBE_FORBIDDEN',
      /^not allowed to get deployments.apps "orders" in namespace "shop" as bot$/,
    ],
    [403, 'exceeded quota: tight', 'KUBE_INVALID', /exceeded quota: tight$/],
    [409, 'the object has been modified', 'KUBE_CONFLICT', /the object has been modified$/],
    [422, 'spec.replicas: Invalid value', 'KUBE_INVALID', /spec.replicas: Invalid value$/],
    [503, 'etcd is down', 'KUBE_UNREACHABLE', /answered 503 to get deployments.apps "orders".*etcd is down$/],
  ])('%i %s', async (code, message, expected, words) => {
    answer = status(code, message);
    const kube = await connect();
    await expect(kube.get(REF)).rejects.toMatchObject({
      code: expected,
      message: expect.stringMatching(words),
    });
  });

  it('names address and context of a server that is not there', async () => {
    const kube = await connect('http://127.0.0.1:1');
    await expect(kube.get(REF)).rejects.toMatchObject({
      code: 'KUBE_UNREACHABLE',
      retryable: true,
      message: 'cannot reach the cluster at http://127.0.0.1:1 (context here): connection refused',
    });
  });

  it('what is not there is undefined to read and an error to change', async () => {
    answer = status(404, 'not found');
    const kube = await connect();
    expect(await kube.get(REF)).toBeUndefined();
    expect(await kube.get({ ...REF, kind: 'Nothing' })).toBeUndefined();
    expect(await kube.remove(REF)).toBe(false);
    await expect(kube.mergePatch(REF, {})).rejects.toMatchObject({ code: 'KUBE_NOT_FOUND' });
  });

  it.each([
    [{ env: {} }, /kubeconfig: is needed/],
    [
      { env: { KUBECONFIG: '/nowhere/config' } },
      /kubeconfig "\/nowhere\/config": is named by KUBECONFIG and is not a file/,
    ],
    [{ kubeconfig: '/nowhere', env: {} }, /kubeconfig "\/nowhere": is not a file/],
  ])('%j', async (options, words) => {
    await expect(connectKube(options)).rejects.toThrow(words);
  });
});

describe('requests', () => {
  it('never goes for all objects when the name of one is empty', async () => {
    answer = (_, response) => response.end('{}');
    const kube = await connect();
    const nobody = { ...REF, name: '' };
    const object = { ...REF, metadata: { name: '' } };
    const calls = [kube.get(nobody), kube.remove(nobody), kube.mergePatch(nobody, {}), kube.replace(object)];
    for (const call of calls)
      await expect(call).rejects.toThrow(/deployments.*: no name, which would mean all of them/);
    expect(asked.filter((line) => line.includes('/namespaces/'))).toEqual([]);
  });

  it('patches with the content types that the server wants, and owns its fields as fairlead', async () => {
    const seen: string[] = [];
    answer = (request, response, body) => {
      seen.push(`${request.method} ${request.url} ${request.headers['content-type']} ${body}`);
      expect(request.headers.authorization).toBe('Bearer secret-token');
      response.end('{}');
    };
    const kube = await connect();
    await kube.mergePatch(REF, { a: 1 });
    const orders = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'orders' } };
    await kube.create(orders, { dryRun: true });
    await kube.mergePatch(REF, { b: 1 }, { dryRun: true });
    await kube.remove(REF, { foreground: true });
    const list = '/apis/apps/v1/namespaces/shop/deployments';
    const path = `${list}/orders`;
    expect(seen).toEqual([
      `PATCH ${path}?fieldManager=fairlead application/merge-patch+json {"a":1}`,
      `POST ${list}?fieldManager=fairlead&dryRun=All application/json {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"orders","namespace":"shop"}}`,
      `PATCH ${path}?fieldManager=fairlead&dryRun=All application/merge-patch+json {"b":1}`,
      `DELETE ${path} application/json {"propagationPolicy":"Foreground"}`,
    ]);
    expect(asked.filter((line) => line === 'GET /apis/apps/v1')).toHaveLength(1);
  });
});

describe('watch', () => {
  const object = (name: string, resourceVersion: string) => ({ metadata: { name, resourceVersion } });
  const line = (type: string, value: object): string => `${JSON.stringify({ type, object: value })}\n`;

  /** What a watch tells until it has told `count` things. */
  async function told(kube: Kube, count: number): Promise<readonly string[]> {
    const stop = new AbortController();
    const events: string[] = [];
    for await (const event of kube.watch('apps/v1', 'Deployment', {}, stop.signal)) {
      events.push(`${event.type} ${event.object.metadata.name}`.trim());
      if (events.length === count) stop.abort();
    }
    return events;
  }

  it('lists, follows, and goes on after a lost connection where it was', async () => {
    let watches = 0;
    answer = (request, response) => {
      if (!request.url?.includes('watch=true')) {
        return void response.end(
          JSON.stringify({ metadata: { resourceVersion: '5' }, items: [object('a', '5')] }),
        );
      }
      watches++;
      if (watches === 1) {
        response.write(line('MODIFIED', object('a', '6')));
        setTimeout(() => response.destroy(), 20);
      } else {
        response.write(line('DELETED', object('a', '7')));
      }
    };
    expect(await told(await connect(), 4)).toEqual(['reset', 'added a', 'modified a', 'deleted a']);
    expect(
      asked
        .filter((path) => path.includes('watch=true'))
        .map((path) => /resourceVersion=(\d+)/.exec(path)?.[1]),
    ).toEqual(['5', '6']);
  });

  it('lists anew when its version is gone', async () => {
    let lists = 0;
    answer = (request, response) => {
      if (request.url?.includes('watch=true')) {
        return void (lists === 1
          ? response.end(line('ERROR', { metadata: {}, code: 410 }))
          : response.write(line('BOOKMARK', object('', '9'))));
      }
      lists++;
      response.end(JSON.stringify({ metadata: { resourceVersion: '5' }, items: [object(`l${lists}`, '5')] }));
    };
    expect(await told(await connect(), 4)).toEqual(['reset', 'added l1', 'reset', 'added l2']);
  });

  it('ends with the error when it is not allowed', async () => {
    answer = status(403, 'User "bot" cannot list resource "deployments"');
    await expect(told(await connect(), 1)).rejects.toMatchObject({ code: 'KUBE_FORBIDDEN' });
  });
});

describe('a context that is not there', () => {
  const refusal = async (context: string | undefined, change: (text: string) => string = (text) => text) => {
    const file = await kubeconfig();
    await writeFile(file, change(await readFile(file, 'utf8')));
    return connectKube({ kubeconfig: file, context, env: {} }).then(
      () => undefined,
      (error: Error) => error.message.replaceAll(file, 'FILE'),
    );
  };

  it.each<[string, string | undefined, ((text: string) => string) | undefined, string]>([
    [
      'is told with the file, what is there, and what was probably meant',
      'hera',
      undefined,
      'kube-context "hera": is not a context of the kubeconfig FILE; did you mean here? (allowed: one of here)',
    ],
    [
      'is told without a guess where nothing is near',
      'production',
      undefined,
      'kube-context "production": is not a context of the kubeconfig FILE (allowed: one of here)',
    ],
    [
      'is told where the file has none at all',
      'here',
      (text) => text.replace(/"contexts":\[.*?\],/, '"contexts":[],'),
      'kube-context "here": is not a context of the kubeconfig FILE (allowed: none, as it has no contexts)',
    ],
    [
      'is asked for where the file names no current one',
      undefined,
      (text) => text.replace('"current-context":"here"', '"current-context":""'),
      'kube-context: is needed, for the kubeconfig FILE has no current context (allowed: one of here)',
    ],
    [
      'is told where its cluster is missing',
      undefined,
      (text) => text.replace('"cluster":"c"', '"cluster":"gone"'),
      'kube-context "here": names a cluster that the kubeconfig FILE does not have',
    ],
  ])('%s', async (_, context, change, message) => {
    expect(await refusal(context, change)).toBe(message);
  });
});
