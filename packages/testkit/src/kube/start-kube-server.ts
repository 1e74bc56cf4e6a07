import { writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ExternalError } from '@fairlead/core';
import type { KubeObject, ObjectRef } from '@fairlead/kube';
import { listenOnLoopback, readBody, sendJson } from '../server/loopback.ts';
import type { FakeKube } from './fake-kube.ts';
import { passOn, readProxyTarget } from './serve-proxy.ts';
import { STATUS, status } from './status.ts';

/** A fake cluster that answers over HTTP, for processes of their own. */
export interface KubeServer {
  readonly url: string;
  /** Writes a kubeconfig for it, with a namespace of the context when given. */
  writeKubeconfig(path: string, namespace?: string): Promise<void>;
  close(): Promise<void>;
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** What the server knows, by group and version; real clusters know more. */
const RESOURCES: Readonly<Record<string, readonly Resource[]>> = {
  v1: [
    { name: 'namespaces', kind: 'Namespace', namespaced: false },
    { name: 'services', kind: 'Service', namespaced: true },
    { name: 'configmaps', kind: 'ConfigMap', namespaced: true },
    { name: 'secrets', kind: 'Secret', namespaced: true },
    { name: 'pods', kind: 'Pod', namespaced: true },
    { name: 'events', kind: 'Event', namespaced: true },
  ],
  'apps/v1': [
    { name: 'deployments', kind: 'Deployment', namespaced: true },
    { name: 'replicasets', kind: 'ReplicaSet', namespaced: true },
    { name: 'statefulsets', kind: 'StatefulSet', namespaced: true },
    { name: 'daemonsets', kind: 'DaemonSet', namespaced: true },
  ],
  'batch/v1': [{ name: 'jobs', kind: 'Job', namespaced: true }],
  'gateway.networking.k8s.io/v1': [
    { name: 'httproutes', kind: 'HTTPRoute', namespaced: true },
    { name: 'grpcroutes', kind: 'GRPCRoute', namespaced: true },
  ],
};

/** Serves a fake cluster on the loopback interface with the API's own paths. */
export async function startKubeServer(kube: FakeKube): Promise<KubeServer> {
  const server = await listenOnLoopback((request, response) => answer(kube, request, response));
  return {
    url: server.url,
    close: () => server.close(),
    writeKubeconfig: (path, namespace = 'default') =>
      writeFile(path, JSON.stringify(kubeconfigFor(server.url, namespace)), { mode: 0o600 }),
  };
}

function kubeconfigFor(server: string, namespace: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'fake',
    clusters: [{ name: 'fake', cluster: { server } }],
    users: [{ name: 'fake', user: {} }],
    contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake', namespace } }],
  };
}

async function answer(kube: FakeKube, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (url.pathname === '/version') return sendJson(response, 200, { gitVersion: await kube.version() });
  const proxied = readProxyTarget(url);
  if (proxied !== undefined && request.method === 'GET') return passOn(kube, proxied, response);
  const path = readPath(url.pathname);
  if (path === undefined)
    return sendJson(response, 404, status(404, 'NotFound', `nothing at ${url.pathname}`));
  const { apiVersion, resource, namespace, name } = path;
  if (resource === undefined)
    return sendJson(response, 200, { kind: 'APIResourceList', resources: RESOURCES[apiVersion] });
  const text = await readBody(request);
  const body = (text === '' ? {} : JSON.parse(text)) as KubeObject;
  try {
    const ref = { apiVersion, kind: resource.kind, name: name ?? '', namespace };
    const [code, result] = await carryOut(kube, request, ref, body, url.searchParams);
    sendJson(response, code, result);
  } catch (error) {
    const [code, reason] = STATUS[error instanceof ExternalError ? error.code : ''] ?? [500, 'InternalError'];
    sendJson(response, code, status(code, reason, error instanceof Error ? error.message : String(error)));
  }
}

async function carryOut(
  kube: FakeKube,
  request: IncomingMessage,
  ref: ObjectRef,
  body: KubeObject,
  query: URLSearchParams,
): Promise<readonly [number, unknown]> {
  const { apiVersion, kind, namespace } = ref;
  const labelSelector = query.get('labelSelector') ?? '';
  const options = { dryRun: query.get('dryRun') === 'All' };
  switch (request.method) {
    case 'GET': {
      if (ref.name === '')
        return [
          200,
          { kind: `${kind}List`, items: await kube.list(apiVersion, kind, { namespace, labelSelector }) },
        ];
      const found = await kube.get(ref);
      return found === undefined
        ? [404, status(404, 'NotFound', `${kind} ${ref.name} not found`)]
        : [200, found];
    }
    case 'POST':
      return [201, await kube.create(body, options)];
    case 'PUT':
      return [200, await kube.replace(body)];
    case 'PATCH':
      return [200, await kube.mergePatch(ref, body, options)];
    case 'DELETE':
      return (await kube.remove(ref))
        ? [200, status(200, '', '')]
        : [404, status(404, 'NotFound', `${kind} ${ref.name} not found`)];
    default:
      return [405, status(405, 'MethodNotAllowed', request.method ?? '')];
  }
}

function readPath(pathname: string) {
  const match = /^\/(?:api\/(v1)|apis\/([^/]+\/[^/]+))(?:\/(.*))?$/.exec(pathname);
  const apiVersion = match?.[1] ?? match?.[2] ?? '';
  const known = RESOURCES[apiVersion];
  if (known === undefined) return undefined;
  const parts = (match?.[3] ?? '').split('/').filter((part) => part !== '');
  if (parts.length === 0) return { apiVersion };
  const inNamespace = parts[0] === 'namespaces' && parts.length > 2;
  const [plural, name] = inNamespace ? parts.slice(2) : parts;
  const resource = known.find((each) => each.name === plural);
  return resource === undefined
    ? undefined
    : { apiVersion, resource, name, namespace: inNamespace ? parts[1] : undefined };
}
