import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Authority, forgeStep, makeAuthority, type RunningProxy, startProxy } from '@fairlead/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const HOST = 'inside.fairlead.test';
const ENTRY = fileURLToPath(new URL('./steps/asks.ts', import.meta.url));

let folder: string;
let authority: Authority;
let server: Server;
let url: string;
let proxy: RunningProxy;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-network-'));
  authority = await makeAuthority(folder, [HOST]);
  server = createServer(authority.server, (_, response) => response.end('{"gitVersion":"v1.30.0"}'));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `https://${HOST}:${(server.address() as AddressInfo).port}`;
  await writeFile(
    join(folder, 'kubeconfig'),
    JSON.stringify({
      clusters: [
        {
          name: 'c',
          cluster: {
            server: url,
            'certificate-authority-data': Buffer.from(authority.certificate).toString('base64'),
          },
        },
      ],
      users: [{ name: 'u', user: { token: 't' } }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    }),
  );
});
beforeEach(async () => {
  proxy = await startProxy();
  return () => proxy.close();
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

/** What a process prints that asks, with these variables. */
async function ask(env: Readonly<Record<string, string>>): Promise<string> {
  const step = await forgeStep({ action: ENTRY, env });
  const { log } = await step.main();
  await step.dispose();
  return log;
}

describe('what we send goes the way that the variables say', () => {
  test.each(['HTTPS_PROXY', 'https_proxy'])(
    '%s, with an own authority in NODE_EXTRA_CA_CERTS',
    async (name) => {
      const log = await ask({ ASK_URL: url, [name]: proxy.url, NODE_EXTRA_CA_CERTS: authority.file });
      expect(log).toContain('answer: 200');
      expect(proxy.asked).toEqual([url.slice('https://'.length)]);
    },
  );

  test('an own authority in SSL_CERT_FILE', async () => {
    const log = await ask({ ASK_URL: url, HTTPS_PROXY: proxy.url, SSL_CERT_FILE: authority.file });
    expect(log).toContain('answer: 200');
  });

  test('a proxy with a login, whose password is not told', async () => {
    const login = proxy.url.replace('//', '//me:swordfish@');
    const log = await ask({ ASK_URL: url, HTTPS_PROXY: login, NODE_EXTRA_CA_CERTS: authority.file });
    expect(log).toContain('answer: 200');
    expect(proxy.logins).toEqual([`Basic ${Buffer.from('me:swordfish').toString('base64')}`]);
  });

  test('a cluster too', async () => {
    const log = await ask({ ASK_CLUSTER: join(folder, 'kubeconfig'), HTTPS_PROXY: proxy.url });
    expect(log).toContain('cluster: v1.30.0');
    expect(proxy.asked).toEqual([url.slice('https://'.length)]);
  });

  test.each([HOST, '.fairlead.test', 'fairlead.test', '*', `other,${HOST}`])(
    'NO_PROXY=%s: without the proxy',
    async (exempt) => {
      const env = { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: authority.file, NO_PROXY: exempt };
      const log = await ask({ ASK_URL: url, ASK_CLUSTER: join(folder, 'kubeconfig'), ...env });
      expect(log).toContain('failed: no answer from');
      expect(proxy.asked).toEqual([]);
    },
  );

  test('this machine is asked without the proxy', async () => {
    const address = url.replace(HOST, 'localhost');
    const env = { HTTPS_PROXY: proxy.url, NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    expect(await ask({ ASK_URL: address, ...env })).toContain('answer: 200');
    expect(proxy.asked).toEqual([]);
  });

  test('plain http over HTTP_PROXY', async () => {
    const address = url.replace('https:', 'http:');
    await ask({ ASK_URL: address, HTTP_PROXY: proxy.url });
    expect(proxy.asked).toEqual([address.slice('http://'.length)]);
  });
});

test('an authority that is not known is told with what to do', async () => {
  const log = await ask({ ASK_URL: url, HTTPS_PROXY: proxy.url });
  expect(log).toContain('its certificate is not trusted here; NODE_EXTRA_CA_CERTS');
});

test('a file of authorities that cannot be read is told', async () => {
  const log = await ask({ ASK_URL: url, HTTPS_PROXY: proxy.url, SSL_CERT_FILE: '/nothing' });
  expect(log).toContain('problem: SSL_CERT_FILE /nothing is not used');
});
