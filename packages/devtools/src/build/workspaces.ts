import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleFolder } from './bundles.ts';

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const SCOPE = '@fairlead/';

/** Folders of our own packages that go into a bundle, its own first; relative to the checkout. */
export async function bundledFolders(root: string, name: string): Promise<string[]> {
  const found = new Set<string>();
  const visit = async (folder: string): Promise<void> => {
    if (found.has(folder)) return;
    found.add(folder);
    const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as Manifest;
    for (const dependency of Object.keys(manifest.dependencies ?? {}).sort()) {
      if (dependency.startsWith(SCOPE)) await visit(`packages/${dependency.slice(SCOPE.length)}`);
    }
  };
  await visit(bundleFolder(name));
  return [...found];
}
