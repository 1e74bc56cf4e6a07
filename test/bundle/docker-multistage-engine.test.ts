import { mkdir, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installFakeDocker } from './support/fake-docker.ts';
import { useImageLab } from './support/image-lab.ts';

const lab = useImageLab();

describe('the engine', () => {
  const inputs = { image: 'a/b', push: 'false' };

  it('no docker at all', async () => {
    const empty = join(lab.folder, 'empty');
    await mkdir(empty);
    const main = await (await lab.step(inputs, { env: { PATH: empty } })).main();
    expect(main.annotations.at(-1)?.message).toBe('TOOL_MISSING: docker is not on PATH');
    expect(main.log).toContain('hint: use a runner with Docker 20.10 or newer');
  });

  it('a docker without an engine says how to get one', async () => {
    const version = {
      code: 1,
      stdout: JSON.stringify({ Client: { Version: '20.10.24' }, Server: null }),
      stderr: 'Cannot connect to the Docker daemon at unix:///x.\n',
    };
    await lab.docker.answer({ version });
    const main = await (await lab.step(inputs)).main();
    expect(main.annotations.at(-1)?.message).toBe(
      'IMAGE_ENGINE_UNREACHABLE: no docker engine answers: Cannot connect to the Docker daemon at unix:///x.',
    );
    expect(main.log).toContain('hint: start the engine');
  });

  it('a dead engine and a registry that does not answer are told at once, and are an error', async () => {
    const stdout = JSON.stringify({ Client: { Version: '20.10.24' }, Server: null });
    await lab.docker.answer({ version: { code: 1, stdout, stderr: 'Cannot connect.\n' } });
    const main = await (await lab.step({ image: '127.0.0.1:1/a/b' })).main();
    expect(main.annotations.at(-1)?.message).toMatch(
      /^REGISTRY_UNREACHABLE: the registry 127.0.0.1:1 of image cannot be used: .*; IMAGE_ENGINE_UNREACHABLE: no docker engine answers: Cannot connect.$/,
    );
    expect(main.log).toMatch(/hint: check the host in image .*; start the engine/);
    expect(main.outputs['outcome']).toBe('error');
  });

  it('a socket that the runner may not use is no engine that is down', async () => {
    const said =
      'Got permission denied while trying to connect to the Docker daemon socket at unix:///x.sock: Get "http://%2Fx.sock/v1.24/version": dial unix /x.sock: connect: permission denied\n';
    const stdout = JSON.stringify({ Client: { Version: '20.10.24' }, Server: null });
    await lab.docker.answer({ version: { code: 1, stdout, stderr: said } });
    const main = await (await lab.step(inputs)).main();
    expect(main.annotations.at(-1)?.message).toBe(
      'IMAGE_ENGINE_UNREACHABLE: no docker engine answers: Got permission denied while trying to connect to the Docker daemon socket at unix:///x.sock',
    );
    expect(main.log).toContain("hint: add the runner's user to the group");
  });

  it('a new docker without buildx is passed over for one that can build', async () => {
    const newer = await installFakeDocker(join(lab.folder, 'newer'));
    const stdout = JSON.stringify({ Client: { Version: '28.2.2' }, Server: { Version: '28.2.2' } });
    await newer.answer({ version: { stdout }, buildx: { code: 1 } });
    const alone = join(lab.folder, 'alone');
    await mkdir(alone);
    await symlink('/bin/sh', join(alone, 'sh'));
    const refused = await (await lab.step(inputs, { env: { PATH: `${newer.folder}:${alone}` } })).main();
    expect(refused.annotations.at(-1)?.message).toContain(
      'IMAGE_BUILDKIT_MISSING: docker cannot drive BuildKit',
    );
    await lab.docker.answer({ build: { code: 1, stderr: 'reached\n' } });
    const PATH = `${newer.folder}:${lab.docker.folder}`;
    const built = await (await lab.step(inputs, { env: { PATH } })).main();
    expect(built.annotations.at(-1)?.message).toBe('IMAGE_BUILD_FAILED: the build failed: reached');
    expect((await stat(dirname(newer.folder))).isDirectory()).toBe(true);
  });
});
