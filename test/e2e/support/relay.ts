/** Passes TCP connections on from one port of 127.0.0.1 to another: `relay.ts FROM TO`. */
import { connect, createServer } from 'node:net';

const [from = '', to = ''] = process.argv.slice(2);

createServer((client) => {
  const server = connect(Number(to), '127.0.0.1');
  client.pipe(server).pipe(client);
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('error', () => other.destroy());
  }
}).listen(Number(from), '127.0.0.1');
