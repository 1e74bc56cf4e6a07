import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeFiles } from '@fairlead/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkStore, chooseStore } from '../../src/cache/choose-store.ts';
import type { GoBuildContext } from '../../src/context.ts';

type Inputs = Partial<GoBuildContext['inputs']>;
type Env = Readonly<Record<string, string>>;

const choose = (inputs: Inputs, env: Env = {}) =>
  chooseStore({ inputs, host: { env } } as unknown as GoBuildContext);

const URL_ = 'https://store.example/ci/orders';
const place = { endpoint: 'https://store.example', bucket: 'ci', prefix: 'orders', region: 'us-east-1' };
const KEYS = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 's' };

describe('where the cache is', () => {
  test('the service of the runner, where nothing else is said and there is one', () => {
    const env = { ACTIONS_CACHE_URL: 'http://c/', ACTIONS_RUNTIME_TOKEN: 't' };
    expect(choose({}, env)).toEqual({ kind: 'service' });
    expect(choose({})).toEqual({ kind: 'none', lack: 'this runner offers no cache service' });
  });

  test('a folder', () => {
    expect(choose({ cacheDir: '/srv/ci' })).toEqual({ kind: 'folder', folder: '/srv/ci' });
  });

  test('CAC-01: a store, with the credentials of the environment or of the inputs', () => {
    const credentials = { accessKeyId: 'A', secretAccessKey: 's' };
    expect(choose({ cacheUrl: URL_ }, KEYS)).toEqual({ kind: 's3', place, credentials });
    expect(choose({ cacheUrl: URL_ }, { ...KEYS, AWS_SESSION_TOKEN: 't' })).toMatchObject({
      credentials: { ...credentials, sessionToken: 't' },
    });
    const given = { cacheUrl: URL_, cacheAccessKeyId: 'B', cacheSecretAccessKey: 'x' };
    expect(choose(given, { ...KEYS, AWS_SESSION_TOKEN: 't' })).toMatchObject({
      credentials: { accessKeyId: 'B', secretAccessKey: 'x' },
    });
    expect(choose({ cacheUrl: URL_, cacheRegion: 'mars' }, KEYS)).toMatchObject({
      place: { ...place, region: 'mars' },
    });
  });

  test.each<[string, Inputs, Env]>([
    ['none at all', {}, {}],
    ['half of them in the environment', {}, { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: '' }],
    ['a secret that a fork does not get, never with a part of others', { cacheAccessKeyId: 'B' }, KEYS],
  ])('without credentials there is none: %s', (_, inputs, env) => {
    expect(choose({ cacheUrl: URL_, ...inputs }, env)).toEqual({
      kind: 'none',
      lack: 'this run has no credentials for cache-url',
    });
  });
});

describe('what cannot be', () => {
  async function check(inputsOf: (root: string) => Inputs) {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'fairlead-store-')));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const workspace = join(root, 'work');
    await mkdir(join(workspace, 'sub'), { recursive: true });
    await symlink(join(workspace, 'sub'), join(root, 'link'));
    await symlink(workspace, join(root, 'spelt'));
    await mkdir(join(root, 'outside'));
    await symlink(join(root, 'outside'), join(workspace, 'out'));
    const context = {
      inputs: inputsOf(root),
      host: { env: {} },
      files: createNodeFiles(join(root, 'temp')),
      workspace: join(root, 'spelt'),
    };
    return checkStore(context as unknown as GoBuildContext);
  }

  test.each([
    ['in the workspace', 'work/cache'],
    ['the workspace itself', 'work'],
    ['by another spelling of it', 'spelt/cache'],
    ['through a link into it', 'link/cache'],
  ])('a folder %s is refused', async (_, path) => {
    const problems = await check((root) => ({ cacheDir: join(root, path) }));
    expect(problems).toMatchObject([
      { input: 'cache-dir', problem: 'lies in the workspace, which the next checkout empties' },
    ]);
  });

  test.each([
    ['beside the workspace', 'work-cache'],
    ['that is not there yet', 'new/cache'],
    ['through a link out of it', 'work/out/cache'],
  ])('a folder %s is fine', async (_, path) => {
    expect(await check((root) => ({ cacheDir: join(root, path) }))).toEqual([]);
  });

  test.each<[string, Inputs, readonly object[]]>([
    ['an address', { cacheUrl: 'ci' }, [{ input: 'cache-url', problem: 'is not an address' }]],
    [
      'both kinds',
      { cacheUrl: URL_, cacheDir: '/srv/ci' },
      [{ input: 'cache-url', problem: 'has no effect beside cache-dir' }],
    ],
    [
      'a region alone',
      { cacheRegion: 'mars' },
      [{ input: 'cache-region', value: 'mars', problem: 'has no effect without cache-url' }],
    ],
    [
      'credentials alone',
      { cacheAccessKeyId: 'A', cacheSecretAccessKey: 'secret' },
      [{ input: 'cache-access-key-id', problem: 'has no effect without cache-url' }],
    ],
    [
      'a secret alone',
      { cacheUrl: URL_, cacheSecretAccessKey: 'secret' },
      [{ input: 'cache-secret-access-key', problem: 'has no effect without cache-access-key-id' }],
    ],
    ['nothing wrong', { cacheUrl: URL_, cacheAccessKeyId: 'A', cacheSecretAccessKey: 'secret' }, []],
  ])('%s', async (_, inputs, problems) => {
    const found = await check(() => inputs);
    expect(found).toMatchObject(problems);
    expect(found).toHaveLength(problems.length);
    expect(JSON.stringify(found)).not.toContain('"secret"');
  });

  test('a password in the address is not repeated', async () => {
    const found = await check(() => ({ cacheUrl: 'https://user:hunter2@store.example/ci' }));
    expect(found).toMatchObject([{ problem: 'has a user or a password in it' }]);
    expect(JSON.stringify(found)).not.toContain('hunter2');
  });
});
