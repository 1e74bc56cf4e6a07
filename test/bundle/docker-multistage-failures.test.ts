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
    await lab.letEverythingPass(running);
    const other = putImage(running.store, 'acme/orders', 'latest', { ...image, config: { os: 'x' } });
    const main = await (await lab.step({ image: `${running.registry}/acme/orders` })).main();
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toContain(`latest stands for ${other.digest}`);
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

  it('SIGINT between two pushes says so, moves no further tag, and removes the login', async () => {
    const running = await lab.openRegistry(auth);
    const digest = await lab.letEverythingPass(running);
    const { configDigest } = putImage(running.store, 'acme/orders', 'sha-0123456', image);
    await lab.docker.answer({
      build: { imageId: configDigest },
      push: { delayMs: 8000, stdout: `waiting\nlatest: digest: ${digest} size: 500\n` },
    });
    const forged = await lab.step(
      { image: `${running.registry}/acme/orders`, ...login },
      { onLine: (line, child) => void (line === 'waiting' && child.kill('SIGINT')) },
    );
    const main = await forged.main();
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toBe('CANCELLED: cancelled while running docker');
    expect((await lab.docker.calls()).filter(({ argv }) => argv[0] === 'push')).toHaveLength(1);
    expect(await leftFolders(forged)).toEqual([]);
  });

  it.each<[number, string, string]>([
    [401, 'REGISTRY_DENIED', 'the credentials lack the right to read'],
    [403, 'REGISTRY_DENIED', 'the credentials lack the right to read'],
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
        /CREDENTIALS_UNREADABLE: .*config\.json is not a JSON object/,
      );
      expect(main.log + main.summary).not.toContain('c2Vj');
    }
  });
});
