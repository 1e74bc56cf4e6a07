import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ForgedStep, initGit, openWorkspace, putImage } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { auth, image, leftFolders, login, useImageLab } from './support/image-lab.ts';

const lab = useImageLab();

describe('a run that goes well', () => {
  it('logs in over standard input, pushes, verifies, and removes the login', async () => {
    const running = await lab.openRegistry(auth);
    const digest = await lab.letEverythingPass(running, auth);
    const forged = await lab.step({
      image: `${running.registry}/acme/orders`,
      ...login,
    });
    const main = await forged.main();
    expect(main.log).not.toContain('::error');
    expect(main.exitCode).toBe(0);
    expect(main.outputs).toMatchObject({
      image: `${running.registry}/acme/orders@${digest}`,
      digest,
      version: '0123456789ab',
      tags: `${running.registry}/acme/orders:sha-0123456\n${running.registry}/acme/orders:latest`,
      size: String(4100 + JSON.stringify(image.config).length),
    });
    expect(main.summary).toContain(`@${digest}`);
    expect(main.summary).toContain('1 of 1 build step from the cache');

    const calls = await lab.docker.calls();
    expect(calls.map(({ argv }) => argv[0])).toEqual([
      'version',
      'login',
      'build',
      'tag',
      'push',
      'tag',
      'tag',
      'rmi',
    ]);
    const name = calls[2]?.argv.find((word) => word.startsWith('fairlead-build:')) ?? '';
    expect(calls[3]?.argv).toEqual(['tag', name, `${running.registry}/acme/orders:sha-0123456`]);
    expect(calls.at(-1)?.argv).toEqual(['rmi', name]);
    expect(calls[1]?.stdin).toBe(auth.password);
    expect(JSON.stringify(calls.map(({ argv, env }) => [argv, env]))).not.toContain(auth.password);
    expect(calls[2]?.argv).toEqual(expect.arrayContaining(['--build-arg', 'VERSION=0123456789ab']));
    expect(calls.slice(1).map(({ configMode }) => configMode)).toEqual(Array(7).fill('700'));
    const shown = main.log.replaceAll(/^::add-mask::.*$/gm, '');
    expect(shown + main.summary + JSON.stringify(main.outputs)).not.toContain(auth.password);
    expect(await leftFolders(forged)).toEqual([]);
    expect((await forged.post()).exitCode).toBe(0);
  });

  it('uses the user’s docker settings and leaves them as they were', async () => {
    const running = await lab.openRegistry(auth);
    await lab.letEverythingPass(running, auth);
    const own = join(lab.folder, 'home/.docker');
    await mkdir(join(own, 'cli-plugins'), { recursive: true });
    await writeFile(join(own, 'config.json'), '{"proxies":{"default":{}},"credsStore":"desktop"}');
    const forged = await lab.step({
      image: `${running.registry}/acme/orders`,
      ...login,
    });
    expect((await forged.main()).exitCode).toBe(0);
    const call = (await lab.docker.calls()).find(({ argv }) => argv[0] === 'login');
    expect(JSON.parse(call?.config ?? '{}')).toEqual({
      proxies: { default: {} },
      credsStore: 'desktop',
      credHelpers: { [running.registry]: '' },
    });
    expect(await readdir(own)).toEqual(['cli-plugins', 'config.json']);
  });

  it('reads with the login that docker has', async () => {
    const running = await lab.openRegistry(auth);
    await lab.letEverythingPass(running, auth);
    const config = join(lab.folder, 'config');
    const entry = { auth: Buffer.from(`robot:${auth.password}`).toString('base64') };
    await mkdir(config);
    await writeFile(join(config, 'config.json'), JSON.stringify({ auths: { [running.registry]: entry } }));
    const forged = await lab.step(
      { image: `${running.registry}/acme/orders` },
      { env: { DOCKER_CONFIG: config } },
    );
    expect((await forged.main()).exitCode).toBe(0);
    expect((await lab.docker.calls()).map(({ argv }) => argv[0])).not.toContain('login');
  });

  it('a dry run shows the plan and calls nobody', async () => {
    const forged = await lab.step(
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
    expect(await lab.docker.calls()).toEqual([]);
  });

  it('another commit than the event names gets no tag of the event', async () => {
    const repository = await initGit(openWorkspace(lab.workspace));
    const main = await repository.commit('first');
    await repository.git('switch', '--quiet', '--create', 'feature/x');
    await repository.write('a', 'new');
    const feature = await repository.commit('second');
    const inputs = { image: 'ghcr.io/acme/orders', 'dry-run': 'true', tags: 'preview' };
    const run = { workflow_run: { head_branch: 'feature/x', head_repository: { full_name: 'acme/orders' } } };
    const step = (sha: string): Promise<ForgedStep> =>
      lab.step(inputs, { env: { GITHUB_SHA: sha, GITHUB_REPOSITORY: 'acme/orders' }, payload: run });
    const foreign = await (await step(main)).main();
    expect(foreign.exitCode).toBe(0);
    const short = `sha-${feature.slice(0, 7)}`;
    expect(foreign.outputs['tags']).toBe(`ghcr.io/acme/orders:${short}\nghcr.io/acme/orders:preview`);
    expect(foreign.log).toContain(`--label org.opencontainers.image.revision=${feature}`);
    expect(foreign.annotations).toMatchObject([
      { level: 'warning', message: expect.stringContaining('no tags of refs/heads/main') },
    ]);
    const own = await (await step(feature)).main();
    expect(own.outputs['tags']).toContain(':latest');
    expect(own.annotations).toEqual([]);
  });

  it('an older release leaves the tags of newer ones where they are', async () => {
    const running = await lab.openRegistry();
    const { store } = running;
    const newer = { 'org.opencontainers.image.version': '1.2.0' };
    const there = putImage(store, 'acme/orders', '1', {
      layerSizes: [1],
      config: { config: { Labels: newer } },
    });
    const digest = await lab.letEverythingPass(running);
    const forged = await lab.step(
      { image: `${running.registry}/acme/orders` },
      { env: { GITHUB_REF: 'refs/tags/v1.1.9' } },
    );
    const main = await forged.main();
    expect(main.exitCode).toBe(0);
    const references = ['1.1.9', 'sha-0123456', '1.1'].map((tag) => `${running.registry}/acme/orders:${tag}`);
    expect(main.outputs['tags']?.split('\n')).toEqual(references);
    const pushed = (await lab.docker.calls()).filter(({ argv }) => argv[0] === 'push');
    expect(pushed.map(({ argv }) => argv[1])).toEqual(references.slice(0, 1));
    for (const tag of ['1.1.9', 'sha-0123456', '1.1'])
      expect(store.find('acme/orders', tag)?.digest).toBe(digest);
    expect(main.annotations).toMatchObject([
      { level: 'notice', message: '1 was not moved: it stands for the newer release 1.2.0' },
    ]);
    expect(main.summary).toContain(
      '| `1` | not moved: it stands for the newer 1.2.0 | moves to newer releases |',
    );
    expect(store.find('acme/orders', '1')?.digest).toBe(there.digest);
  });

  it('lines that end as Windows ends them are the same lines', async () => {
    const forged = await lab.step({
      image: 'a/b',
      'dry-run': 'true',
      tags: 'edge\r\nnightly\r\n',
      labels: 'team=shop\r\n',
      'build-args': 'GO=1.26\r\nMODE=fast\r\n',
    });
    const main = await forged.main();
    expect(main.outputs['tags']).toMatch(/:latest\ndocker.io\/a\/b:edge\ndocker.io\/a\/b:nightly$/);
    expect(main.log).toContain('--build-arg GO=1.26 --build-arg MODE=fast');
    expect(main.log).toContain('--label team=shop');
    expect(main.log + main.summary).not.toContain('\r');
  });

  it('what the image says of itself is shown as text', async () => {
    const running = await lab.openRegistry();
    const config = { os: 'linux', architecture: 'amd64', config: { User: '<img src=x> **root**' } };
    const { digest, configDigest } = putImage(running.store, 'acme/orders', 'sha-0123456', {
      layerSizes: [1],
      config,
    });
    running.store.tag('acme/orders', 'latest', digest);
    await lab.docker.answer({
      build: { imageId: configDigest },
      push: { stdout: `latest: digest: ${digest} size: 500\n` },
    });
    const main = await (await lab.step({ image: `${running.registry}/acme/orders` })).main();
    expect(main.exitCode).toBe(0);
    expect(main.summary).toContain('runs as `<img src=x> **root**`');
  });
});
