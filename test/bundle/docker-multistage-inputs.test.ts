import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { auth, useImageLab } from './support/image-lab.ts';

const lab = useImageLab();

describe('what is known before the build', () => {
  it('all unusable inputs at once, and nothing is called', async () => {
    const main = await (
      await lab.step({
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
      expect(message).toMatch(new RegExp(`(^|; |: )${name}(:| ")`));
    }
    const shown = main.log.replaceAll(/^::add-mask::.*$/gm, '');
    expect(shown + main.summary).not.toContain('hunter2');
    expect(await readFile(main.outputs['report'] ?? '', 'utf8')).not.toContain('hunter2');
    expect(await lab.docker.orders()).toEqual([]);
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
    [
      'a platform that no engine knows',
      { image: 'a/b', push: 'false', platform: 'linux/amd46' },
      {},
      'platform "linux/amd46": is not a platform that engines know; did you mean linux/amd64? (allowed: ',
    ],
    [
      'a size without a unit',
      { image: 'a/b', push: 'false', 'max-image-size': '20' },
      {},
      'max-image-size "20": has no unit: 20MB, or 20B? (allowed: a size such as 512KB, 20MB or 1GiB)',
    ],
    ['no Dockerfile', { image: 'a/b', push: 'false', file: 'Dockerfil' }, {}, 'allowed: here: Dockerfile'],
    [
      'a Dockerfile named from the context',
      { image: 'a/b', push: 'false', context: 'app', file: 'build/Own' },
      {},
      'starts at working-directory, not at context (allowed: here: app/build/Own)',
    ],
    ['a folder for a file', { image: 'a/b', push: 'false', file: 'app' }, {}, 'file "app": is not a file'],
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
      'REGISTRY_UNREACHABLE: the registry 127.0.0.1:1 of image cannot be used: no answer',
    ],
  ])('%s', async (_, inputs, env, words) => {
    await mkdir(join(lab.workspace, 'app/build'), { recursive: true });
    await writeFile(join(lab.workspace, 'app/build/Own'), 'FROM scratch\n');
    const main = await (await lab.step(inputs, { env })).main();
    expect(main.exitCode).toBe(1);
    expect(main.annotations.at(-1)?.message).toContain(words);
    expect(await lab.docker.orders()).toEqual([]);
  });

  it('a registry that wants a login', async () => {
    const running = await lab.openRegistry(auth);
    const main = await (await lab.step({ image: `${running.registry}/a/b` })).main();
    expect(main.annotations.at(-1)?.message).toContain('docker is not logged in to 127.0.0.1');
  });

  it('the code of a fork is built and not pushed', async () => {
    const pull = {
      number: 7,
      head: { repo: { full_name: 'eve/orders' }, sha: 'x' },
      base: { repo: { full_name: 'acme/orders' } },
    };
    const main = await (
      await lab.step(
        { image: '127.0.0.1:1/a/b', 'dry-run': 'true' },
        { env: { GITHUB_REF: 'refs/pull/7/merge' }, payload: { pull_request: pull } },
      )
    ).main();
    expect(main.summary).toContain('Would build `127.0.0.1:1/a/b`');
    expect(main.summary).toContain('`pr-7`');
  });
});
