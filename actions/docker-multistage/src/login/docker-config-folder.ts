import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { dockerConfigFolder, keepInFile, loadDockerConfig } from '@fairlead/oci';
import type { ImageContext } from '../context.ts';

/** Name under which the main phase tells the post phase what to remove. */
const STATE = 'docker-config';

type FolderContext = Pick<ImageContext, 'files' | 'childEnv' | 'saveState'>;

/**
 * Makes a private DOCKER_CONFIG folder (mode 0700) with the user's own settings, so that logging in never writes into
 * the home folder of a self-hosted runner. The post phase knows of it before the first secret is in it.
 */
export async function makeConfigFolder(context: FolderContext, registry: string): Promise<string> {
  const { files, childEnv } = context;
  const folder = await files.makeTemporary('docker-config');
  context.saveState(STATE, folder);
  const own = dockerConfigFolder(childEnv);
  const config = keepInFile(await loadDockerConfig({ files, env: childEnv }), registry);
  await files.write(join(folder, 'config.json'), `${JSON.stringify(config, null, 2)}\n`, 0o600);
  // contexts, plugins and builders live beside the config file
  for (const name of await files.list(own)) {
    if (name !== 'config.json') await symlink(join(own, name), join(folder, name));
  }
  return folder;
}

/** The post phase: removes what the main phase left, after a kill for example. */
export async function removeLogin(context: Pick<ImageContext, 'files' | 'readState' | 'log'>): Promise<void> {
  const folder = context.readState<string>(STATE);
  if (folder !== undefined) await removeConfigFolder(context, folder);
}

/** Removes the folder if it is still there. */
export async function removeConfigFolder(
  { files, log }: Pick<ImageContext, 'files' | 'log'>,
  folder: string,
): Promise<void> {
  if ((await files.stat(folder)) === undefined) return;
  await files.remove(folder);
  log.info('removed the registry credentials of this step');
}
