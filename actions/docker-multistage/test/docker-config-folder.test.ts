import { lstat, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createNodeFiles } from '@fairlead/core';
import { makeWorkspace } from '@fairlead/testkit';
import { expect, it, onTestFinished } from 'vitest';
import type { ImageContext } from '../src/context.ts';
import { makeConfigFolder, removeConfigFolder, removeLogin } from '../src/login/docker-config-folder.ts';

/** A user's own folder, and a step that logs in beside it. */
async function step() {
  const { folder, remove } = await makeWorkspace({
    'own/config.json': '{"auths":{},"credsStore":"desktop"}',
    'own/contexts/meta': 'x',
    'own/cli-plugins/docker-buildx': '',
  });
  onTestFinished(remove);
  const lines: string[] = [];
  const state = new Map<string, unknown>();
  const context = {
    files: createNodeFiles(join(folder, '.temporary')),
    childEnv: { DOCKER_CONFIG: join(folder, 'own') },
    saveState: (name: string, value: unknown) => void state.set(name, value),
    readState: (name: string) => state.get(name),
    log: { info: (line: string) => void lines.push(line) },
  } as unknown as ImageContext;
  return { folder, context, lines };
}

it('logs in beside the settings of the user, whose contexts and plugins stay in reach', async () => {
  const { folder, context } = await step();
  const made = await makeConfigFolder(context, 'r.test');
  expect((await lstat(join(made, 'config.json'))).isFile()).toBe(true);
  expect((await lstat(join(made, 'config.json'))).mode & 0o777).toBe(0o600);
  expect(await readlink(join(made, 'contexts'))).toBe(join(folder, 'own/contexts'));
  expect(await readlink(join(made, 'cli-plugins'))).toBe(join(folder, 'own/cli-plugins'));
  expect(await readFile(join(folder, 'own/config.json'), 'utf8')).toContain('desktop');
});

it('leaves nothing of it, and says so once', async () => {
  const { context, lines } = await step();
  await removeLogin(context);
  expect(lines).toEqual([]);
  const made = await makeConfigFolder(context, 'r.test');
  await removeLogin(context);
  await expect(lstat(made)).rejects.toMatchObject({ code: 'ENOENT' });
  await removeConfigFolder(context, made);
  expect(lines).toEqual(['removed the registry credentials of this step']);
});
