import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { waitFor } from '../src/system/wait.ts';

const CLI = resolve(import.meta.dirname, '../src/cli.ts');
const POD = '/api/v1/namespaces/shop/pods/fairlead-probe-1';

/** A cluster whose one node never decides about the image; says what it was asked to change. */
async function startApi(removal: number): Promise<{ readonly origin: string; readonly changes: string[] }> {
  const changes: string[] = [];
  const server = createServer(({ method, url }, response) => {
    if (method !== 'GET') changes.push(`${method} ${url?.split('?')[0]}`);
    response.writeHead(method === 'DELETE' ? removal : 200, { 'content-type': 'application/json' });
    const pod = { metadata: { name: 'fairlead-probe-1' }, status: { phase: 'Pending' } };
    if (method === 'DELETE') response.end(JSON.stringify({ message: 'the server is busy' }));
    else if (method === 'POST' || url?.startsWith(POD)) response.end(JSON.stringify(pod));
    else response.end(JSON.stringify({ gitVersion: 'v1.34.4', items: [] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, changes };
}

function startCheck(origin: string): { readonly child: ChildProcess; readonly said: () => string } {
  const folder = mkdtempSync(join(tmpdir(), 'fl-probe-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const kubeconfig = join(folder, 'config');
  const config = {
    'current-context': 'a',
    clusters: [{ name: 'a', cluster: { server: origin, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'a', user: {} }],
    contexts: [{ name: 'a', context: { cluster: 'a', user: 'a', namespace: 'shop' } }],
  };
  writeFileSync(kubeconfig, JSON.stringify(config));
  const words = ['check', '--kubeconfig', kubeconfig, '--probe-image', 'x:1'];
  const child = spawn(process.execPath, ['--conditions=fairlead-source', CLI, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr?.on('data', (chunk) => (said += chunk));
  return { child, said: () => said };
}

test.each([
  { signal: 'SIGINT', removal: 200, words: 'stopped by SIGINT: the pod of --probe-image is removed first\n' },
  {
    signal: 'SIGTERM',
    removal: 500,
    words: 'the pod shop/fairlead-probe-1 could not be removed: HTTP 500 the server is busy',
  },
] as const)('a try that is stopped by $signal removes its pod first', { timeout: 60_000 }, async (given) => {
  const { origin, changes } = await startApi(given.removal);
  const { child, said } = startCheck(origin);
  const ended = once(child, 'close');
  await waitFor(() => (changes.length > 0 ? true : undefined), { timeoutMs: 30_000 });
  child.kill(given.signal);
  expect(await ended).toEqual([null, given.signal]);
  expect(changes).toEqual(['POST /api/v1/namespaces/shop/pods', `DELETE ${POD}`]);
  expect(said()).toContain(given.words);
});
