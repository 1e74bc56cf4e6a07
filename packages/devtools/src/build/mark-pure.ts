import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Packages whose modules only define things, but whose manifests do not say so. Without the flag the bundler has to
 * keep every module: the Kubernetes client's generated API alone is 17 MB of which the actions use none.
 */
const PURE_PACKAGES = ['@kubernetes/client-node'];

/**
 * Adds `"sideEffects": false` to the manifests of those packages below `node_modules`. The manifest is replaced, not
 * written into, because a clean copy of the dependencies shares its files with the checkout.
 */
export async function markPurePackages(root: string): Promise<void> {
  for (const name of PURE_PACKAGES) {
    const path = join(root, 'node_modules', name, 'package.json');
    const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    if (manifest['sideEffects'] === false) continue;
    const half = `${path}.${process.pid}`;
    await writeFile(half, `${JSON.stringify({ ...manifest, sideEffects: false }, undefined, 2)}\n`);
    await rename(half, path);
  }
}
