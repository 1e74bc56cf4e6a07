import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { putImage } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { image, useImageLab } from './support/image-lab.ts';

const lab = useImageLab();

describe('tags that stand already', () => {
  it('a second run of the same event sends nothing, also where no tag may move', async () => {
    const running = await lab.openRegistry();
    const digest = await lab.letEverythingPass(running);
    const inputs = { image: `${running.registry}/acme/orders` };
    expect((await (await lab.step(inputs)).main()).exitCode).toBe(0);
    running.makeImmutable();
    const before = running.requests.length;
    const again = await (await lab.step(inputs)).main();
    expect(again.exitCode).toBe(0);
    expect(again.outputs).toMatchObject({ digest, image: `${inputs.image}@${digest}` });
    expect(again.outputs['tags']).toBe(`${inputs.image}:sha-0123456\n${inputs.image}:latest`);
    expect(again.log).toContain('the registry holds the image already');
    const sent = running.requests.slice(before).filter(({ method }) => method === 'PUT');
    expect(sent).toEqual([]);
    expect((await lab.docker.calls()).filter(({ argv }) => argv[0] === 'push')).toHaveLength(1);
  });

  it('a tag that stands for another image and may not move is told as that', async () => {
    const running = await lab.openRegistry();
    await lab.letEverythingPass(running);
    const old = putImage(running.store, 'acme/orders', 'latest', { ...image, config: { os: 'x' } }).digest;
    running.makeImmutable();
    const name = `${running.registry}/acme/orders`;
    const main = await (await lab.step({ image: name })).main();
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toContain(
      `IMAGE_TAG_IMMUTABLE: ${name}:latest stands for ${old}, and the registry lets no tag move:`,
    );
    expect(main.annotations.at(-1)?.message).toContain(`(pushed before it: ${name}:sha-0123456)`);
    expect(main.log).toContain('tag-sha: false leaves out the tag of the commit');
  });

  it('without the tag of the commit', async () => {
    const running = await lab.openRegistry();
    await lab.letEverythingPass(running);
    const name = `${running.registry}/acme/orders`;
    const main = await (await lab.step({ image: name, 'tag-sha': 'false' })).main();
    expect(main.outputs['tags']).toBe(`${name}:latest`);
    expect(running.store.find('acme/orders', 'sha-0123456')).toBeUndefined();
  });
});

describe('git tags', () => {
  const dry = { image: 'ghcr.io/acme/orders', 'dry-run': 'true' };

  it('of another service move nothing of this image', async () => {
    const env = { GITHUB_REF: 'refs/tags/payments/v9.0.0' };
    const refused = await (await lab.step(dry, { env })).main();
    expect(refused.annotations.at(-1)?.message).toContain('is not a semantic version');
    expect(refused.annotations.at(-1)?.message).toContain('tag-prefix: payments/ makes tags like this one');
    const named = await (await lab.step({ ...dry, tags: 'edge' }, { env })).main();
    expect(named.outputs['tags']).toBe('ghcr.io/acme/orders:sha-0123456\nghcr.io/acme/orders:edge');
  });

  it('with the prefix of this image are its releases', async () => {
    const env = { GITHUB_REF: 'refs/tags/orders/v1.2.0' };
    const main = await (await lab.step({ ...dry, 'tag-prefix': 'orders/' }, { env })).main();
    expect(main.outputs['tags']?.split('\n').map((tag) => tag.split(':').at(-1))).toEqual([
      '1.2.0',
      '1.2',
      '1',
      'sha-0123456',
    ]);
    expect(main.outputs['version']).toBe('v1.2.0');
  });

  it('that GitHub flags as a pre-release move no floating tags', async () => {
    const release = { prerelease: true, tag_name: 'v1.4.0' };
    const env = { GITHUB_REF: 'refs/tags/v1.4.0', GITHUB_EVENT_NAME: 'release' };
    const main = await (
      await lab.step({ ...dry, 'tag-latest': 'true' }, { env, payload: { release } })
    ).main();
    expect(main.outputs['tags']).toBe('ghcr.io/acme/orders:1.4.0\nghcr.io/acme/orders:sha-0123456');
  });
});

describe('a push that will be refused is told before the build', () => {
  const built = async (): Promise<number> =>
    (await lab.docker.calls()).filter(({ argv }) => argv[0] === 'build').length;

  it('by a registry with tokens that nobody has a login for', async () => {
    const running = await lab.openRegistry({ scheme: 'bearer', username: 'u', password: 'p' });
    const main = await (await lab.step({ image: `${running.registry}/a/b` })).main();
    expect(main.annotations.at(-1)?.message).toContain('docker is not logged in to 127.0.0.1');
    expect(await lab.docker.orders()).toEqual([]);
  });

  it.each([
    [403, 'takes no push from this login', 'packages: write'],
    [404, 'takes no push from this login', 'create the repository'],
    [405, 'takes no push from this login', 'read-only'],
  ])('by a registry that answers %i to the question', async (status, words, hint) => {
    const running = await lab.openRegistry();
    running.faults.add('upload', { kind: 'status', status });
    const main = await (await lab.step({ image: `${running.registry}/a/b` })).main();
    expect(main.annotations.at(-1)?.message).toContain(`REGISTRY_DENIED: ${running.registry}/a/b ${words}`);
    expect(main.log).toContain(hint);
    expect(await built()).toBe(0);
  });

  it('but not by one that cannot answer', async () => {
    const running = await lab.openRegistry();
    await lab.letEverythingPass(running);
    running.faults.add('upload', { kind: 'status', status: 418 });
    const main = await (await lab.step({ image: `${running.registry}/acme/orders` })).main();
    expect(main.exitCode).toBe(0);
  });
});

describe('links that lead out of the workspace', () => {
  const inputs = { image: 'a/b', push: 'false' };

  it.each<[string, Readonly<Record<string, string>>, (workspace: string, outside: string) => Promise<void>]>([
    ['the context', { context: 'ctx' }, (to, out) => symlink(out, join(to, 'ctx'))],
    ['a folder on the way', { context: 'way/in' }, (to, out) => symlink(out, join(to, 'way'))],
    ['the Dockerfile', { file: 'Own' }, (to, out) => symlink(join(out, 'Dockerfile'), join(to, 'Own'))],
    ['the ignore file', {}, (to, out) => symlink(join(out, 'Dockerfile'), join(to, '.dockerignore'))],
    [
      'the ignore file of the Dockerfile',
      {},
      (to, out) => symlink(join(out, 'Dockerfile'), join(to, 'Dockerfile.dockerignore')),
    ],
  ])('%s', async (_, more, link) => {
    const outside = join(lab.folder, 'outside');
    await mkdir(join(outside, 'in'), { recursive: true });
    await writeFile(join(outside, 'Dockerfile'), 'FROM scratch\n');
    await link(lab.workspace, outside);
    const main = await (await lab.step({ ...inputs, ...more })).main();
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toContain('leads out of the workspace through a link');
    expect(await lab.docker.orders()).toEqual([]);
  });

  it('a link that stays inside is fine', async () => {
    await mkdir(join(lab.workspace, 'real'));
    await writeFile(join(lab.workspace, 'real/Dockerfile'), 'FROM scratch\n');
    await symlink('real', join(lab.workspace, 'ctx'));
    const main = await (await lab.step({ ...inputs, context: 'ctx', 'dry-run': 'true' })).main();
    expect(main.exitCode).toBe(0);
  });
});

describe('build arguments', () => {
  const inputs = { image: 'a/b', 'dry-run': 'true' };

  it('that look like secrets can be said to be none', async () => {
    const refused = await (await lab.step({ ...inputs, 'build-args': 'MAX_TOKEN=5' })).main();
    expect(refused.annotations.at(-1)?.message).toContain(
      'public-build-args: MAX_TOKEN when it is no secret',
    );
    const allowed = await (
      await lab.step({ ...inputs, 'build-args': 'MAX_TOKEN=5', 'public-build-args': 'MAX_TOKEN' })
    ).main();
    expect(allowed.log).toContain('--build-arg MAX_TOKEN=5');
  });

  it('with a password in an address are refused and never shown', async () => {
    const main = await (
      await lab.step({
        ...inputs,
        'build-args': 'URL=https://robot:hunter2hunter2@example.com/x',
        'public-build-args': 'URL',
      })
    ).main();
    expect(main.exitCode).toBe(1);
    const shown = main.log.replaceAll(/^::add-mask::.*$/gm, ''); // orders to the runner to hide it
    expect(shown + main.summary).not.toContain('hunter2');
  });

  it.each(['robot:hunter2hunter2@ghcr.io/a/b', 'https://robot:hunter2hunter2@ghcr.io/a/b'])(
    'are not the only place for a password: an image named %s',
    async (image) => {
      const main = await (await lab.step({ image, 'dry-run': 'true' })).main();
      expect(main.annotations.at(-1)?.message).toContain('names a user');
      const shown = main.log.replaceAll(/^::add-mask::.*$/gm, '');
      expect(shown + main.summary + (await readFile(main.outputs['report'] ?? '', 'utf8'))).not.toContain(
        'hunter2',
      );
    },
  );

  it('of the Dockerfile that choose the base keep their value', async () => {
    await writeFile(
      join(lab.workspace, 'Dockerfile'),
      'ARG VERSION=3.20\nFROM alpine:$VERSION\nARG VERSION\nRUN echo $VERSION\n',
    );
    const main = await (await lab.step(inputs)).main();
    expect(main.log).not.toContain('--build-arg VERSION');
    expect(main.log).toContain('VERSION is not set by itself: it decides which image is used');
  });
});
