import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { putImage, serverError, tooManyRequests } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import type { FakeDocker } from './support/fake-docker.ts';
import { auth, image, leftFolders, login, useImageLab } from './support/image-lab.ts';

const lab = useImageLab();

describe('a run that fails', () => {
  it.each<[string, Parameters<FakeDocker['answer']>[0], string]>([
    [
      'login',
      { login: { code: 1, stderr: 'Error response from daemon: unauthorized\n' } },
      'IMAGE_LOGIN_FAILED: 127.0.0.1:',
    ],
    [
      'build',
      { build: { code: 1, stderr: 'ERROR: failed to solve: boom\n' } },
      'IMAGE_BUILD_FAILED: the build failed: boom',
    ],
    [
      'push',
      { build: { imageId: 'sha256:1' }, push: { code: 1, stderr: 'denied: no\n' } },
      'IMAGE_PUSH_FAILED: 127.0.0.1:',
    ],
  ])('%s: one error line, and the login is gone', async (_, answers, words) => {
    const running = await lab.openRegistry(auth);
    await lab.docker.answer(answers);
    const forged = await lab.step({ image: `${running.registry}/acme/orders`, ...login });
    const main = await forged.main();
    expect(main.exitCode).toBe(1);
    const errors = main.annotations.filter(({ level }) => level === 'error');
    expect(errors).toHaveLength(1);
    expect(errors[0]?.message).toContain(words);
    expect(main.outputs['image']).toBeUndefined();
    expect(await leftFolders(forged)).toEqual([]);
  });

  it('an image that the registry does not hold as pushed is an error', async () => {
    const running = await lab.openRegistry();
    const digest = await lab.letEverythingPass(running);
    await lab.changeAnswer('build', { imageId: `sha256:${'1'.repeat(64)}` });
    const main = await (await lab.step({ image: `${running.registry}/acme/orders` })).main();
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toContain(
      `REGISTRY_DIGEST_MISMATCH: ${running.registry}/acme/orders@${digest} holds image`,
    );
    expect(running.store.find('acme/orders', 'latest')).toBeUndefined();
    const pushes = (await lab.docker.calls()).filter(({ argv }) => argv[0] === 'push');
    expect(pushes.map(({ argv }) => argv[1])).toEqual(
      Array(5).fill(`${running.registry}/acme/orders:sha-0123456`),
    );
  });

  it('a registry that answers late, with the old image at first, is waited for', async () => {
    const running = await lab.openRegistry();
    const digest = await lab.letEverythingPass(running);
    const before = putImage(running.store, 'acme/orders', 'latest', { ...image, config: { os: 'x' } }).digest;
    const late = { kind: 'status', status: 404 } as const;
    running.serveStale('latest', before, 3);
    const forged = await lab.step(
      { image: `${running.registry}/acme/orders` },
      { onLine: (line) => void (line.includes(': digest: ') && running.faults.add('manifest', late, 2)) },
    );
    const main = await forged.main();
    expect(main.log).toContain('not to be seen in the registry yet');
    expect(main.exitCode).toBe(0);
    expect(main.outputs['digest']).toBe(digest);
    expect(running.store.find('acme/orders', 'latest')?.digest).toBe(digest);
  });

  it('killed in the build, the post step removes the login', async () => {
    const running = await lab.openRegistry(auth);
    await lab.docker.answer({ build: { delayMs: 8000, stdout: '#1 [1/1] COPY a /\n' } });
    const forged = await lab.step(
      { image: `${running.registry}/acme/orders`, ...login },
      { onLine: (line, child) => void (line.startsWith('#1') && child.kill('SIGKILL')) },
    );
    expect((await forged.main()).signal).toBe('SIGKILL');
    expect(await leftFolders(forged)).toHaveLength(1);
    const post = await forged.post();
    expect(post.exitCode).toBe(0);
    expect(post.log).toContain('removed the registry credentials');
    expect((await lab.docker.calls()).at(-1)?.argv[0]).toBe('rmi');
    expect(await leftFolders(forged)).toEqual([]);
    const build = (await lab.docker.calls()).find(({ argv }) => argv[0] === 'build');
    expect(build?.argv).toBeDefined();
  });

  it('SIGINT ends the build and removes the login', async () => {
    const running = await lab.openRegistry(auth);
    await lab.docker.answer({ build: { delayMs: 8000, stdout: '#1 [1/1] COPY a /\n' } });
    const forged = await lab.step(
      { image: `${running.registry}/acme/orders`, ...login },
      { onLine: (line, child) => void (line.startsWith('#1') && child.kill('SIGINT')) },
    );
    const main = await forged.main();
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toBe('CANCELLED: cancelled while running docker');
    expect(await leftFolders(forged)).toEqual([]);
  });

  it('SIGINT in the push says so, moves no tag after it, and removes login and temporary name', async () => {
    const running = await lab.openRegistry(auth);
    await lab.letEverythingPass(running, auth);
    await lab.changeAnswer('push', { delayMs: 8000 });
    const forged = await lab.step(
      { image: `${running.registry}/acme/orders`, ...login },
      { onLine: (line, child) => void (line.startsWith('latest: digest') && child.kill('SIGINT')) },
    );
    const main = await forged.main();
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toBe('CANCELLED: cancelled while running docker');
    const calls = await lab.docker.calls();
    expect(calls.filter(({ argv }) => argv[0] === 'push')).toHaveLength(1);
    expect(calls.at(-1)?.argv).toEqual(['rmi', expect.stringMatching(/^fairlead-build:[0-9a-f]{16}$/)]);
    expect(running.store.find('acme/orders', 'latest')).toBeUndefined();
    expect(await leftFolders(forged)).toEqual([]);
  });

  it.each<[number, string, string]>([
    [401, 'REGISTRY_DENIED', 'the credentials lack the right to this repository'],
    [403, 'REGISTRY_DENIED', 'the credentials lack the right to this repository'],
    [418, 'REGISTRY_FAILED', 'look at proxies'],
  ])('a registry that answers %i when it is asked for the image', async (status, code, hint) => {
    const running = await lab.openRegistry();
    await lab.letEverythingPass(running);
    running.faults.add('manifest', { kind: 'status', status }, 99);
    const main = await (await lab.step({ image: `${running.registry}/acme/orders` })).main();
    expect(main.exitCode).toBe(1);
    const message = main.annotations.at(-1)?.message ?? '';
    expect(message).toContain(`${code}: ${running.registry} answered ${status} for acme/orders/manifests/`);
    expect(main.log + main.summary).toContain(hint);
    expect(main.outputs['image']).toBeUndefined();
  });

  it('a registry under load is asked again', async () => {
    const running = await lab.openRegistry();
    const digest = await lab.letEverythingPass(running);
    running.faults.add('manifest', tooManyRequests(0));
    running.faults.add('manifest', { kind: 'reset' });
    running.faults.add('blob', serverError(503));
    const main = await (await lab.step({ image: `${running.registry}/acme/orders` })).main();
    expect(main.exitCode).toBe(0);
    expect(main.outputs['digest']).toBe(digest);
  });

  it('a docker config that cannot be read is named and not quoted', async () => {
    const running = await lab.openRegistry(auth);
    const own = join(lab.folder, 'home/.docker');
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'config.json'), '{"auths":{"r":{"auth":"c2VjcmV0"},}}');
    for (const inputs of [login, {}]) {
      const main = await (await lab.step({ image: `${running.registry}/acme/orders`, ...inputs })).main();
      expect(main.annotations.at(-1)?.message).toMatch(
        /REGISTRY_CREDENTIALS_UNREADABLE: .*config\.json is not a JSON object/,
      );
      expect(main.log + main.summary).not.toContain('c2Vj');
    }
  });
});
