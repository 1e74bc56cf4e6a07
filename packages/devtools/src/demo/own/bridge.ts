import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorMessage } from '@fairlead/core';
import type { OwnCluster } from './connect.ts';

/** An address of this machine behind which pods and Services of the demo's namespace are. */
export interface Bridge {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** Path below which the namespace is; nobody can guess it. */
  readonly base: string;
  close(): Promise<void>;
}

/** What may be asked for: a port of a pod or Service by name. */
const ALLOWED = /^(?:pods|services)\/[a-z0-9][a-z0-9.-]*:\d+\/proxy\//;
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade']);

/**
 * Forwards GET requests through the API server's proxies, with the rights of the kubeconfig: this needs no way from here to
 * the pods. A Service's request goes to one of its ready pods by chance.
 */
export async function openBridge({
  transport,
  namespace,
}: Pick<OwnCluster, 'transport' | 'namespace'>): Promise<Bridge> {
  const base = `/${randomBytes(16).toString('hex')}/`;
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const rest = path.startsWith(base) ? path.slice(base.length) : '';
    if (request.method !== 'GET' || !ALLOWED.test(rest)) return void response.writeHead(404).end();
    forward(`/api/v1/namespaces/${namespace}/${rest}`, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(502);
      response.end(errorMessage(error));
    });
  });
  const forward = async (path: string, response: ServerResponse): Promise<void> => {
    const answer = await transport.open({ method: 'GET', path, reuse: true });
    response.writeHead(answer.statusCode ?? 502, endToEnd(answer));
    answer.on('error', () => response.destroy());
    answer.pipe(response);
  };
  await new Promise<void>((done, fail) => server.once('error', fail).listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    base,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function endToEnd({ headers }: IncomingMessage): Record<string, string | string[]> {
  const kept = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !HOP_BY_HOP.has(name),
  );
  return Object.fromEntries(kept) as Record<string, string | string[]>;
}
