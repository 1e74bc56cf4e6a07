import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeFiles, createProcessExec, Redactor } from '@fairlead/core';
import { type DockerConfig, findCredentials, keepInFile } from '@fairlead/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dockerConfigFolder } from '../../src/credentials/find-credentials.ts';

const auth = Buffer.from('robot:pass:word').toString('base64');
const robot = { kind: 'basic', username: 'robot', password: 'pass:word' };
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-credentials-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function find(config: DockerConfig | string | undefined, registry: string) {
  const env = { PATH: `${folder}/bin:/usr/bin:/bin`, DOCKER_CONFIG: folder };
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  if (config !== undefined) await writeFile(join(folder, 'config.json'), text);
  const exec = createProcessExec({ env, redactor: new Redactor() });
  return findCredentials({ files: createNodeFiles(folder), exec, env }, registry);
}

/** A helper that speaks docker's protocol with a shell's means. */
async function installHelper(name: string, script: string): Promise<void> {
  await mkdir(join(folder, 'bin'), { recursive: true });
  const path = join(folder, 'bin', `docker-credential-${name}`);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
}

describe('credentials in the config file', () => {
  it.each<[string, DockerConfig, string, unknown]>([
    ['a host', { auths: { 'ghcr.io': { auth } } }, 'ghcr.io', robot],
    ['a URL', { auths: { 'https://ghcr.io/v2/': { auth } } }, 'ghcr.io', robot],
    ['a port', { auths: { '127.0.0.1:5000': { auth } } }, '127.0.0.1:5000', robot],
    ['Docker Hub', { auths: { 'https://index.docker.io/v1/': { auth } } }, 'docker.io', robot],
    ['plain fields', { auths: { r: { username: 'robot', password: 'pass:word' } } }, 'r', robot],
    [
      'an identity token',
      { auths: { r: { auth, identitytoken: 'refresh' } } },
      'r',
      { kind: 'identity-token', token: 'refresh' },
    ],
    ['another registry', { auths: { 'ghcr.io': { auth } } }, 'quay.io', undefined],
    ['an empty entry', { auths: { 'ghcr.io': {} } }, 'ghcr.io', undefined],
    ['nonsense', { auths: { 'ghcr.io': { auth: 'AAAA' } } }, 'ghcr.io', undefined],
  ])('%s', async (_, config, registry, expected) => {
    expect(await find(config, registry)).toEqual(expected);
  });

  it('no file is no credentials', async () => {
    expect(await find(undefined, 'ghcr.io')).toBeUndefined();
  });

  it('a broken file is an error that names it', async () => {
    await expect(find('{ not json', 'ghcr.io')).rejects.toMatchObject({
      code: 'REGISTRY_CREDENTIALS_UNREADABLE',
      message: expect.stringContaining(`${folder}/config.json`),
    });
  });
});

it.each([
  [{ DOCKER_CONFIG: '/own', HOME: '/home/me' }, '/own'],
  [{ DOCKER_CONFIG: '', HOME: '/home/me' }, '/home/me/.docker'],
  [{ HOME: '' }, '/.docker'],
  [{}, '/.docker'],
])("docker's folder with %j is %s", (env, path) => {
  expect(dockerConfigFolder(env)).toBe(path);
});

it('the place of a mistake is told where the parser knows it', async () => {
  await expect(find('{"auths":\n{},}', 'r')).rejects.toThrow(/is not a JSON object \(line 2 column 4\)$/);
  await expect(find('[]', 'r')).rejects.toThrow(/is not a JSON object$/);
});

it('what cannot be read is named and never quoted', async () => {
  const entry = '{"auths":{"r":{"auth":"c2VjcmV0"';
  await installHelper('leaky', `printf '%s' '{"Username":"u","Secret":"c2VjcmV0"'`);
  for (const config of [`${entry},}}}`, `${entry} x`, '{"credsStore":"leaky"}', { credsStore: 'leaky' }]) {
    const failure: unknown = await find(config, 'r').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'REGISTRY_CREDENTIALS_UNREADABLE' });
    expect((failure as Error).cause).toBeUndefined();
    expect(String(failure)).toMatch(/is not a JSON object/);
    expect(String(failure)).not.toContain('c2Vj');
  }
});

describe('credential helpers', () => {
  it('are asked over standard input, for one registry or for all', async () => {
    await installHelper(
      'vault',
      'read server; echo "{\\"Username\\":\\"$1\\",\\"Secret\\":\\"of $server\\"}"',
    );
    const expected = { kind: 'basic', username: 'get', password: 'of ghcr.io' };
    expect(await find({ credHelpers: { 'ghcr.io': 'vault' } }, 'ghcr.io')).toEqual(expected);
    expect(await find({ credsStore: 'vault' }, 'ghcr.io')).toEqual(expected);
  });

  it('may give an identity token', async () => {
    await installHelper('acr', 'echo \'{"Username":"<token>","Secret":"refresh"}\'');
    const found = await find({ credHelpers: { r: 'acr' } }, 'r');
    expect(found).toEqual({ kind: 'identity-token', token: 'refresh' });
  });

  it('that know nothing leave the file to answer', async () => {
    await installHelper('empty', 'echo "credentials not found in native keychain"; exit 1');
    expect(await find({ credsStore: 'empty', auths: { r: { auth } } }, 'r')).toEqual(robot);
    expect(await find({ credsStore: 'empty' }, 'r')).toBeUndefined();
  });

  it.each([
    ['no secret', '{"Username":"u","Secret":""}'],
    ['no name', '{"Secret":"s"}'],
    ['a secret that is no text', '{"Username":"u","Secret":7}'],
  ])('that answer with %s leave the file to answer', async (_, answer) => {
    await installHelper('half', `echo '${answer}'`);
    expect(await find({ credsStore: 'half', auths: { r: { auth } } }, 'r')).toEqual(robot);
  });

  it.each([
    ['fail', 'echo broken >&2; exit 3', 'exit code 3'],
    ['answer', 'echo hello', 'the answer of docker-credential-answer is not a JSON object'],
  ])('that %s badly are an error', async (name, script, words) => {
    await installHelper(name, script);
    await expect(find({ credsStore: name }, 'r')).rejects.toMatchObject({
      code: 'REGISTRY_CREDENTIALS_UNREADABLE',
      message: expect.stringContaining(words),
    });
  });
});

it('a copy keeps the login of one registry in its own file, and the helpers of the others', () => {
  const own: DockerConfig = { credsStore: 'desktop', credHelpers: { 'quay.io': 'vault' }, proxies: { a: 1 } };
  expect(keepInFile(own, 'ghcr.io')).toEqual({
    credsStore: 'desktop',
    credHelpers: { 'quay.io': 'vault', 'ghcr.io': '' },
    proxies: { a: 1 },
  });
});
