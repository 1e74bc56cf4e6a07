import { createServer, request as send } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A proxy of a company's network, on this machine. */
export interface RunningProxy {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Hosts with ports that were asked for, in order, each as often as it was. */
  readonly asked: readonly string[];
  /** The `Proxy-Authorization` headers that came. */
  readonly logins: readonly string[];
  close(): Promise<void>;
}

/**
 * Starts an HTTP proxy: CONNECT for whatever is asked for, and plain requests with a whole address. Every name is this
 * machine, so that tests can use names of hosts that do not exist. With `refuse` it answers 502 to everything, as a test
 * needs it that wants to know only what is asked for.
 */
export async function startProxy({
  refuse = false,
  ports = {},
}: {
  readonly refuse?: boolean;
  /** Ports that answer for a host and a port, where it is another: `{ 'git.example.com:443': 40123 }`. */
  readonly ports?: Readonly<Record<string, number>>;
} = {}): Promise<RunningProxy> {
  const asked: string[] = [];
  const logins: string[] = [];
  const open = new Set<Socket>();
  const note = (host: string, login: string | undefined): void => {
    asked.push(host);
    if (login !== undefined) logins.push(login);
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://not-a-proxy-request.invalid');
    note(`${url.hostname}:${url.port || '80'}`, request.headers['proxy-authorization']);
    if (refuse) return void response.writeHead(502).end();
    const { method, headers } = request;
    const to = {
      host: '127.0.0.1',
      port: Number(url.port || 80),
      path: url.pathname + url.search,
      method,
      headers,
    };
    const outgoing = send(to, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.writeHead(502).end());
    request.pipe(outgoing);
  });
  server.on('connect', (request, socket: Socket, head) => {
    note(request.url ?? '', request.headers['proxy-authorization']);
    socket.on('error', () => {});
    if (refuse) return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    const port = ports[request.url ?? ''] ?? Number(request.url?.split(':').at(-1));
    const target = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.write(head);
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
    open.add(target);
  });
  server.on('connection', (socket) => open.add(socket));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    logins,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of open) socket.destroy();
      }),
  };
}
