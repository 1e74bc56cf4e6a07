import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const SCOPE = '@fairlead/';

/** Folders of our own packages that go into an action's bundle, the action's own first; relative to the checkout. */
export async function bundledFolders(root: string, action: string): Promise<string[]> {
  const found = new Set<string>();
  const visit = async (folder: string): Promise<void> => {
    if (found.has(folder)) return;
    found.add(folder);
    const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as Manifest;
    for (const name of Object.keys(manifest.dependencies ?? {}).sort()) {
      if (name.startsWith(SCOPE)) await visit(`packages/${name.slice(SCOPE.length)}`);
    }
  };
  await visit(`actions/${action}`);
  return [...found];
}
