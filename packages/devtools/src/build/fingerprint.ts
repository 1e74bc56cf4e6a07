import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFolder, sha256 } from '../system/hash.ts';
import { bundleFolder } from './bundles.ts';
import { bundledFolders } from './workspaces.ts';

/** Changes when the same inputs would give another bundle. */
const RECIPE = '6';
const RECORD = 'lib/.bundle';

/** Hash of everything that a bundle is made of: emitted code and data, locked dependencies, the recipe. */
export async function bundleInputs(root: string, name: string): Promise<string> {
  const folders = await bundledFolders(root, name);
  const code = await Promise.all(
    folders.map((folder) => hashFolder(join(root, folder, 'lib'), (path) => /\.js(on)?$/.test(path))),
  );
  const lock = sha256(await readFile(join(root, 'package-lock.json')));
  return sha256([RECIPE, lock, ...folders, ...code].join('\n'));
}

/** Hash of what the build wrote. */
export function bundleOutputs(root: string, name: string): Promise<string> {
  return hashFolder(join(root, bundleFolder(name), 'dist'), () => true);
}

/** Whether the bundle on disk was made from these inputs and was not touched since. */
export async function bundleIsFresh(root: string, name: string, inputs: string): Promise<boolean> {
  try {
    const record = await readFile(join(root, bundleFolder(name), RECORD), 'utf8');
    return record === `${inputs} ${await bundleOutputs(root, name)}`;
  } catch {
    return false;
  }
}

/** Remembers what the bundle on disk was made from. */
export async function recordBundle(root: string, name: string, inputs: string): Promise<void> {
  await writeFile(join(root, bundleFolder(name), RECORD), `${inputs} ${await bundleOutputs(root, name)}`);
}
