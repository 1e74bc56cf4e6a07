import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Authority } from './make-authority.ts';

/** A server of git repositories, on this machine. */
export interface GitServer {
  readonly port: number;
  /** The `Authorization` headers that came, by host, in order; empty where there was none. */
  readonly logins: readonly { readonly host: string; readonly login: string }[];
  close(): Promise<void>;
}

/**
 * Serves the bare repositories below a folder over https by git's own `git http-backend`, to whoever shows this login and
 * to nobody else.
 */
export async function startGitServer(
  folder: string,
  { server: { key, cert } }: Authority,
  login: string,
): Promise<GitServer> {
  const logins: { host: string; login: string }[] = [];
  const server = createServer({ key, cert }, (request, response) => {
    const shown = request.headers.authorization ?? '';
    logins.push({ host: request.headers.host ?? '', login: shown });
    if (shown === login) return answer(folder, request, response);
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    port: (server.address() as AddressInfo).port,
    logins,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** Asks git's CGI program (https://git-scm.com/docs/git-http-backend). */
function answer(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '/', 'https://localhost');
  const env = {
    PATH: process.env['PATH'] ?? '',
    GIT_PROJECT_ROOT: folder,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: pathname,
    QUERY_STRING: search.slice(1),
    REQUEST_METHOD: request.method ?? 'GET',
    CONTENT_TYPE: request.headers['content-type'] ?? '',
    HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
    GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
  };
  const child = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.on('close', () => {
    const text = Buffer.concat(chunks);
    const at = text.indexOf('\r\n\r\n');
    for (const line of text.subarray(0, at).toString().split('\r\n')) {
      const [, name = '', value = ''] = /^([^:]+): (.*)$/.exec(line) ?? [];
      if (name === 'Status') response.statusCode = Number(value.split(' ')[0]);
      else if (name !== '') response.setHeader(name, value);
    }
    response.end(text.subarray(at + 4));
  });
  request.pipe(child.stdin);
}
