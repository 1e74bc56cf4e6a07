import type { ServerResponse } from 'node:http';
import { ExternalError } from '@fairlead/core';
import type { ProxyTarget } from '@fairlead/kube';
import { sendJson } from '../server/loopback.ts';
import type { FakeKube } from './fake-kube.ts';
import { STATUS, status } from './status.ts';

const PATH = /^\/api\/v1\/namespaces\/([^/]+)\/(pods|services)\/([^/]+)\/proxy(?:\/(.*))?$/;

/** Reads `/api/v1/namespaces/NS/pods/[https:]NAME[:PORT]/proxy/PATH?QUERY`; undefined for another path. */
export function readProxyTarget({ pathname, search }: URL): ProxyTarget | undefined {
  const [, namespace, resource, place, path = ''] = PATH.exec(pathname) ?? [];
  if (namespace === undefined || place === undefined) return undefined;
  const parts = decodeURIComponent(place).split(':');
  const scheme = parts[0] === 'https' || parts[0] === 'http' ? (parts.shift() as 'https' | 'http') : 'http';
  const [name = '', port = '80'] = parts;
  const kind = resource === 'services' ? 'services' : 'pods';
  return { resource: kind, namespace, name, port, scheme, path: `/${path}${search}` };
}

/** What the target says is passed on as it is; that there is none, or that it refuses, as an object of kind Status. */
export async function passOn(kube: FakeKube, target: ProxyTarget, response: ServerResponse): Promise<void> {
  try {
    const said = await kube.proxyGet(target);
    if (said.from === 'target') {
      response.writeHead(said.status, { 'content-type': 'text/plain; version=0.0.4' }).end(said.text);
      return;
    }
    const reason = said.status === 404 ? 'NotFound' : 'ServiceUnavailable';
    sendJson(response, said.status, status(said.status, reason, said.text));
  } catch (error) {
    if (!(error instanceof ExternalError)) throw error;
    const [code, reason] = STATUS[error.code] ?? [500, 'InternalError'];
    sendJson(response, code, status(code, reason, error.message));
  }
}
