import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFolder, sha256 } from '../system/hash.ts';
import { bundledFolders } from './workspaces.ts';

/** Changes when the same inputs would give another bundle. */
const RECIPE = '3';
const RECORD = 'lib/.bundle';

/** Hash of everything that an action's bundle is made of: emitted code, locked dependencies, the recipe. */
export async function bundleInputs(root: string, action: string): Promise<string> {
  const folders = await bundledFolders(root, action);
  const code = await Promise.all(
    folders.map((folder) => hashFolder(join(root, folder, 'lib'), (path) => path.endsWith('.js'))),
  );
  const lock = sha256(await readFile(join(root, 'package-lock.json')));
  return sha256([RECIPE, lock, ...folders, ...code].join('\n'));
}

/** Hash of what the build wrote. */
export function bundleOutputs(root: string, action: string): Promise<string> {
  return hashFolder(join(root, 'actions', action, 'dist'), () => true);
}

/** Whether the bundle on disk was made from these inputs and was not touched since. */
export async function bundleIsFresh(root: string, action: string, inputs: string): Promise<boolean> {
  try {
    const record = await readFile(join(root, 'actions', action, RECORD), 'utf8');
    return record === `${inputs} ${await bundleOutputs(root, action)}`;
  } catch {
    return false;
  }
}

/** Remembers what the bundle on disk was made from. */
export async function recordBundle(root: string, action: string, inputs: string): Promise<void> {
  await writeFile(join(root, 'actions', action, RECORD), `${inputs} ${await bundleOutputs(root, action)}`);
}
