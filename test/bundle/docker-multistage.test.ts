import { mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  type ForgedStep,
  forgeStep,
  putImage,
  type RegistryAuth,
  type RunningRegistry,
  type StepOptions,
  startRegistry,
} from '@fairlead/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FakeDocker, installFakeDocker } from './support/fake-docker.ts';

const password = 'correct-horse-battery';
const auth: RegistryAuth = { scheme: 'basic', username: 'robot', password };
const image = { layerSizes: [100, 4000], config: { os: 'linux', architecture: 'amd64' } };
const closers: (() => Promise<void>)[] = [];
let folder = '';
let workspace = '';
let docker: FakeDocker;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fairlead-image-'));
  workspace = join(folder, 'workspace');
  await mkdir(workspace);
  await writeFile(join(workspace, 'Dockerfile'), 'FROM scratch AS prod\nARG VERSION\nCOPY a /\n');
  docker = await installFakeDocker(folder);
});

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await rm(folder, { recursive: true, force: true });
});

async function openRegistry(how?: RegistryAuth): Promise<RunningRegistry> {
  const running = await startRegistry(how);
  closers.push(running.close);
  return running;
}

/** A step with the recording docker in front of PATH. */
async function step(
  inputs: Readonly<Record<string, string>>,
  more: Partial<StepOptions> = {},
): Promise<ForgedStep> {
  const env = { PATH: `${docker.folder}:/usr/bin:/bin`, HOME: join(folder, 'home'), ...more.env };
  const forged = await forgeStep({ action: 'docker-multistage', workspace, ...more, inputs, env });
  closers.push(() => rm(forged.temp, { recursive: true, force: true }));
  return forged;
}

/** What is left of credential folders. */
async function leftFolders({ temp }: ForgedStep): Promise<readonly string[]> {
  const names = await readdir(join(temp, 'temp/fairlead'));
  return names.filter((name) => name.startsWith('docker-config'));
}

/** Answers of a build and push that go well, against an image that the registry really holds. */
async function letEverythingPass(running: RunningRegistry): Promise<string> {
  const { digest, configDigest } = putImage(running.store, 'acme/orders', 'sha-0123456', image);
  running.store.tag('acme/orders', 'latest', digest);
  await docker.answer({
    build: { imageId: configDigest, stdout: '#1 [1/1] COPY a /\n#1 CACHED\n' },
    push: { stdout: `latest: digest: ${digest} size: 500\n` },
  });
  return digest;
}

describe('a run that goes well', () => {
  it('IMG-13, IMG-14: logs in over standard input, pushes, verifies, and removes the login', async () => {
    const running = await openRegistry(auth);
    const digest = await letEverythingPass(running);
    const forged = await step({
      image: `${running.registry}/acme/orders`,
      'registry-username': 'robot',
      'registry-password': password,
    });
    const main = await forged.main();
    expect(main.log).not.toContain('::error');
    expect(main.exitCode).toBe(0);
    expect(main.outputs).toMatchObject({
      image: `${running.registry}/acme/orders@${digest}`,
      digest,
      version: 'sha-0123456',
      tags: `${running.registry}/acme/orders:sha-0123456\n${running.registry}/acme/orders:latest`,
      size: String(4100 + JSON.stringify(image.config).length),
    });
    expect(main.summary).toContain(`@${digest}`);
    expect(main.summary).toContain('1 of 1 build steps from the cache');

    const calls = await docker.calls();
    expect(calls.map(({ argv }) => argv[0])).toEqual(['version', 'login', 'build', 'push', 'push']);
    expect(calls[1]?.stdin).toBe(password);
    expect(JSON.stringify(calls.map(({ argv, env }) => [argv, env]))).not.toContain(password);
    expect(calls[2]?.argv).toEqual(expect.arrayContaining(['--build-arg', 'VERSION=sha-0123456']));
    expect(calls.slice(1).map(({ configMode }) => configMode)).toEqual(['700', '700', '700', '700']);
    const shown = main.log.replaceAll(/^::add-mask::.*$/gm, '');
    expect(shown + main.summary + JSON.stringify(main.outputs)).not.toContain(password);
    expect(await leftFolders(forged)).toEqual([]);
    expect((await forged.post()).exitCode).toBe(0);
  });

  it('uses the user’s docker settings and leaves them as they were', async () => {
    const running = await openRegistry(auth);
    await letEverythingPass(running);
    const own = join(folder, 'home/.docker');
    await mkdir(join(own, 'cli-plugins'), { recursive: true });
    await writeFile(join(own, 'config.json'), '{"proxies":{"default":{}},"credsStore":"desktop"}');
    const forged = await step({
      image: `${running.registry}/acme/orders`,
      'registry-username': 'robot',
      'registry-password': password,
    });
    expect((await forged.main()).exitCode).toBe(0);
    const login = (await docker.calls()).find(({ argv }) => argv[0] === 'login');
    expect(JSON.parse(login?.config ?? '{}')).toEqual({
      proxies: { default: {} },
      credsStore: 'desktop',
      credHelpers: { [running.registry]: '' },
    });
    expect(await readdir(own)).toEqual(['cli-plugins', 'config.json']);
  });

  it('reads with the login that docker has', async () => {
    const running = await openRegistry(auth);
    await letEverythingPass(running);
    const config = join(folder, 'config');
    const entry = { auth: Buffer.from(`robot:${password}`).toString('base64') };
    await mkdir(config);
    await writeFile(join(config, 'config.json'), JSON.stringify({ auths: { [running.registry]: entry } }));
    const forged = await step(
      { image: `${running.registry}/acme/orders` },
      { env: { DOCKER_CONFIG: config } },
    );
    expect((await forged.main()).exitCode).toBe(0);
    expect((await docker.calls()).map(({ argv }) => argv[0])).not.toContain('login');
  });

  it('a dry run shows the plan and calls nobody', async () => {
    const forged = await step(
      { image: 'ghcr.io/Acme/Orders', 'dry-run': 'true' },
      { env: { GITHUB_REPOSITORY: 'Acme/Orders', GITHUB_REF: 'refs/tags/v1.2.0' } },
    );
    const main = await forged.main();
    expect(main.exitCode).toBe(0);
    expect(main.outputs['tags']?.split('\n')).toEqual(
      ['1.2.0', '1.2', '1', 'sha-0123456'].map((tag) => `ghcr.io/acme/orders:${tag}`),
    );
    expect(main.summary).toContain('Would build and push `ghcr.io/acme/orders`; nothing was done.');
    expect(main.annotations).toMatchObject([{ level: 'notice' }]);
    expect(await docker.calls()).toEqual([]);
  });
});

describe('a run that fails', () => {
  const login = { 'registry-username': 'robot', 'registry-password': password };

  it.each<[string, Parameters<FakeDocker['answer']>[0], string]>([
    [
      'login',
      { login: { code: 1, stderr: 'Error response from daemon: unauthorized\n' } },
      'LOGIN_FAILED: 127.0.0.1:',
    ],
    [
      'build',
      { build: { code: 1, stderr: 'ERROR: failed to solve: boom\n' } },
      'BUILD_FAILED: the build failed: boom',
    ],
    [
      'push',
      { build: { imageId: 'sha256:1' }, push: { code: 1, stderr: 'denied: no\n' } },
      'PUSH_FAILED: 127.0.0.1:',
    ],
  ])('IMG-13: %s: one error line, and the login is gone', async (_, answers, words) => {
    const running = await openRegistry(auth);
    await docker.answer(answers);
    const forged = await step({ image: `${running.registry}/acme/orders`, ...login });
    const main = await forged.main();
    expect(main.exitCode).toBe(1);
    const errors = main.annotations.filter(({ level }) => level === 'error');
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toContain(words);
    expect(main.outputs['image']).toBeUndefined();
    expect(await leftFolders(forged)).toEqual([]);
  });

  it('IMG-14: an image that the registry does not hold as pushed is an error', async () => {
    const running = await openRegistry();
    await letEverythingPass(running);
    const other = putImage(running.store, 'acme/orders', 'latest', { ...image, config: { os: 'x' } });
    const main = await (await step({ image: `${running.registry}/acme/orders` })).main();
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toContain(`latest stands for ${other.digest}`);
  });

  it('IMG-13: killed in the build, the post step removes the login', async () => {
    const running = await openRegistry(auth);
    await docker.answer({ build: { delayMs: 8000, stdout: '#1 [1/1] COPY a /\n' } });
    const forged = await step(
      { image: `${running.registry}/acme/orders`, ...login },
      { onLine: (line, child) => void (line.startsWith('#1') && child.kill('SIGKILL')) },
    );
    expect((await forged.main()).signal).toBe('SIGKILL');
    expect(await leftFolders(forged)).toHaveLength(1);
    const post = await forged.post();
    expect(post.exitCode).toBe(0);
    expect(post.log).toContain('removed the registry credentials');
    expect(await leftFolders(forged)).toEqual([]);
    const build = (await docker.calls()).find(({ argv }) => argv[0] === 'build');
    expect(build?.argv).toBeDefined();
  });

  it('SIGINT ends the build and removes the login', async () => {
    const running = await openRegistry(auth);
    await docker.answer({ build: { delayMs: 8000, stdout: '#1 [1/1] COPY a /\n' } });
    const forged = await step(
      { image: `${running.registry}/acme/orders`, ...login },
      { onLine: (line, child) => void (line.startsWith('#1') && child.kill('SIGINT')) },
    );
    const main = await forged.main();
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toBe('CANCELLED: cancelled while running docker');
    expect(await leftFolders(forged)).toEqual([]);
  });
});

describe('what is known before the build', () => {
  it('all unusable inputs at once, and nothing is called', async () => {
    const main = await (
      await step({
        image: 'ghcr.io/acme/my app',
        tags: '.x',
        platform: 'linux/amd64,linux/arm64',
        'build-args': 'NPM_TOKEN=hunter2',
        push: 'maybe',
        'max-image-size': 'big',
      })
    ).main();
    expect(main.exitCode).toBe(1);
    const message = main.annotations.at(-1)?.message ?? '';
    for (const name of ['image', 'tags', 'platform', 'build-args', 'push', 'max-image-size']) {
      expect(message).toMatch(new RegExp(`(^|; |: )${name} "`));
    }
    expect(await docker.calls()).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>, string]>([
    [
      'capitals',
      { image: 'Owner/My_App' },
      {},
      'image "Owner/My_App": "Owner" has capitals (allowed: lower-case',
    ],
    ['no image', {}, {}, 'image: is required'],
    ['a tag in the name', { image: 'ghcr.io/a/b:v1' }, {}, 'image "ghcr.io/a/b:v1": names a tag'],
    [
      'a bad version',
      { image: 'a/b' },
      { GITHUB_REF: 'refs/tags/v1.2' },
      'GITHUB_REF "refs/tags/v1.2": is not a semantic',
    ],
    ['no Dockerfile', { image: 'a/b', push: 'false', file: 'Dockerfil' }, {}, 'allowed: here: Dockerfile'],
    ['no folder', { image: 'a/b', push: 'false', context: 'nope' }, {}, 'context "nope": is not a folder'],
    [
      'outside',
      { image: 'a/b', push: 'false', context: '..' },
      {},
      'context "..": leads out of the workspace',
    ],
    [
      'no stage',
      { image: 'a/b', push: 'false', target: 'pro' },
      {},
      'allowed: the stages of Dockerfile: prod',
    ],
    [
      'half a login',
      { image: '127.0.0.1:1/a/b', 'registry-username': 'me' },
      {},
      'registry-password: is empty',
    ],
    [
      'nobody answers',
      { image: '127.0.0.1:1/a/b' },
      {},
      'the registry 127.0.0.1:1 cannot be used: no answer',
    ],
  ])('%s', async (_, inputs, env, words) => {
    const main = await (await step(inputs, { env })).main();
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toContain(words);
    expect(await docker.calls()).toEqual([]);
  });

  it('a registry that wants a login', async () => {
    const running = await openRegistry(auth);
    const main = await (await step({ image: `${running.registry}/a/b` })).main();
    expect(main.annotations.at(-1)?.message).toContain('docker is not logged in to 127.0.0.1');
  });

  it('the code of a fork is built and not pushed', async () => {
    const pull = {
      number: 7,
      head: { repo: { full_name: 'eve/orders' }, sha: 'x' },
      base: { repo: { full_name: 'acme/orders' } },
    };
    const main = await (
      await step(
        { image: '127.0.0.1:1/a/b', 'dry-run': 'true' },
        { env: { GITHUB_REF: 'refs/pull/7/merge' }, payload: { pull_request: pull } },
      )
    ).main();
    expect(main.summary).toContain('Would build `127.0.0.1:1/a/b`');
    expect(main.summary).toContain('`pr-7`');
  });
});

describe('the engine', () => {
  const inputs = { image: 'a/b', push: 'false' };

  it('no docker at all', async () => {
    const empty = join(folder, 'empty');
    await mkdir(empty);
    const main = await (await step(inputs, { env: { PATH: empty } })).main();
    expect(main.annotations.at(-1)?.message).toBe('TOOL_MISSING: docker is not on PATH');
    expect(main.log).toContain('hint: use a runner with Docker 20.10 or newer');
  });

  it('a docker without an engine says how to get one', async () => {
    const version = {
      code: 1,
      stdout: JSON.stringify({ Client: { Version: '20.10.24' }, Server: null }),
      stderr: 'Cannot connect to the Docker daemon at unix:///x.\n',
    };
    await docker.answer({ version });
    const main = await (await step(inputs)).main();
    expect(main.annotations.at(-1)?.message).toBe(
      'ENGINE_UNREACHABLE: no docker engine answers: Cannot connect to the Docker daemon at unix:///x.',
    );
    expect(main.log).toContain('hint: start the engine');
  });

  it('a new docker without buildx is passed over for one that can build', async () => {
    const newer = await installFakeDocker(join(folder, 'newer'));
    const stdout = JSON.stringify({ Client: { Version: '28.2.2' }, Server: { Version: '28.2.2' } });
    await newer.answer({ version: { stdout }, buildx: { code: 1 } });
    const alone = join(folder, 'alone');
    await mkdir(alone);
    await symlink('/bin/sh', join(alone, 'sh'));
    const refused = await (await step(inputs, { env: { PATH: `${newer.folder}:${alone}` } })).main();
    expect(refused.annotations.at(-1)?.message).toContain('BUILDKIT_MISSING: docker cannot drive BuildKit');
    await docker.answer({ build: { code: 1, stderr: 'reached\n' } });
    const PATH = `${newer.folder}:${docker.folder}`;
    const built = await (await step(inputs, { env: { PATH } })).main();
    expect(built.annotations.at(-1)?.message).toBe('BUILD_FAILED: the build failed: reached');
    expect((await stat(dirname(newer.folder))).isDirectory()).toBe(true);
  });
});
