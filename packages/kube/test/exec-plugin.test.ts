import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExternalError } from '@fairlead/core';
import { connectKube } from '@fairlead/kube';
import { afterEach, beforeEach, expect, it } from 'vitest';

let folder: string;
let seen: string | undefined;
const server = createServer((request, response) => {
  seen = request.headers.authorization;
  response.end(JSON.stringify({ gitVersion: 'v1.30.0' }));
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-plugin-'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const SECRETS = {
  'INPUT_SET-SECRET': 'db.password=hunter22',
  GITHUB_TOKEN: 'ghs_abc',
  ACTIONS_RUNTIME_TOKEN: 'runtime',
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://oidc.example',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'oidc',
  GITHUB_OUTPUT: '/runner/output',
  GITHUB_ENV: '/runner/env',
};

/** A cluster whose user comes from a plugin that runs this script. */
async function connect(script: string, env: readonly object[] | undefined = undefined) {
  const plugin = join(folder, 'plugin');
  await writeFile(plugin, `#!/bin/sh\n${script}\n`);
  await chmod(plugin, 0o755);
  const { port } = server.address() as AddressInfo;
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: plugin, args: ['get'], env };
  const file = join(folder, 'kubeconfig');
  await writeFile(
    file,
    JSON.stringify({
      clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${port}` } }],
      users: [{ name: 'u', user: { exec } }],
      contexts: [{ name: 'here', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'here',
    }),
  );
  return connectKube({
    kubeconfig: file,
    env: { PATH: process.env['PATH'], AWS_PROFILE: 'prod', ...SECRETS },
  });
}

it.each([[undefined], [[{ name: 'REGION', value: 'eu' }]]])(
  'a plugin gets what children get and what its kubeconfig names (%j), and no secret of the job',
  async (env) => {
    Object.assign(process.env, SECRETS);
    const script = `env > ${folder}/seen; echo '{"status":{"token":"fresh"}}'`;
    await (await connect(script, env)).version();
    for (const name of Object.keys(SECRETS)) delete process.env[name];
    expect(seen).toBe('Bearer fresh');
    const got = await readFile(join(folder, 'seen'), 'utf8');
    expect(got).toContain('AWS_PROFILE=prod');
    expect(got.includes('REGION=eu')).toBe(env !== undefined);
    for (const name of Object.keys(SECRETS)) expect(got).not.toContain(name);
  },
);

it('what a plugin says on standard error is marked as its words, and what may be a credential is hidden', async () => {
  const token = `eyJhbGciOiJSUzI1NiJ9.${'a'.repeat(40)}.sig`;
  const kube = await connect(
    `echo "using ${token}" >&2; echo "password: swordfish" >&2; echo "::error::owned" >&2; exit 3`,
  );
  const error = await kube.version().catch((thrown: unknown) => thrown as ExternalError);
  const { code, message, details, cause } = error as ExternalError;
  expect([code, message, cause]).toEqual([
    'KUBE_UNAUTHORIZED',
    `no credentials for context here: ${join(folder, 'plugin')} failed; the plugin says: ::error::owned`,
    undefined,
  ]);
  expect(details).toEqual([
    'the plugin says: using ***',
    'the plugin says: password: ***',
    'the plugin says: ::error::owned',
  ]);
});

it('what a plugin prints instead of a credential is not repeated', async () => {
  const kube = await connect('echo swordfish');
  const error = await kube.version().catch((thrown: unknown) => thrown as ExternalError);
  expect((error as ExternalError).message).toMatch(/plugin printed no credential that can be read$/);
  expect(JSON.stringify(error)).not.toContain('swordfish');
});

it('a plugin that is not there is named', async () => {
  const kube = await connect('exit 0');
  await rm(join(folder, 'plugin'));
  await expect(kube.version()).rejects.toThrow('plugin is not there');
});
