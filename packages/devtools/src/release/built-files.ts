import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { actionNames } from '@fairlead/core';
import { bundleFolder, bundleNames, releasedFolder } from '../build/bundles.ts';
import { filesBelow, sha256 } from '../system/hash.ts';
import { CHECKSUMS } from './checksums.ts';
import { RELEASE_FILE, type ReleaseFacts, renderReleaseFile } from './release-facts.ts';
import { renderRootAction } from './root-action.ts';

/** Paths of a release that a build has made; all others are the source. `scripts/commit-release.sh` has the same list. */
export const BUILT: RegExp =
  /^(?:SHA256SUMS|action\.yml|release\.json|(?:cli|actions\/[a-z0-9-]+\/dist)\/[^/]+)$/;

/** Writes what a release has beside its source, from bundles that are built. */
export async function writeBuiltFiles(root: string, out: string, facts: ReleaseFacts): Promise<void> {
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'action.yml'), renderRootAction());
  await writeFile(join(out, RELEASE_FILE), renderReleaseFile(facts));
  for (const name of bundleNames) {
    await cp(join(root, bundleFolder(name), 'dist'), join(out, releasedFolder(name)), { recursive: true });
  }
  await writeFile(join(out, CHECKSUMS), await whatRuns(root));
}

/** Hashes of what a runner reads, as `sha256sum --check` wants them: manifests and bundles. */
export async function whatRuns(root: string): Promise<string> {
  const lines = [`${sha256(renderRootAction())}  action.yml\n`];
  const add = async (file: string, path: string): Promise<void> => {
    lines.push(`${sha256(await readFile(join(root, file)))}  ${path}\n`);
  };
  for (const name of actionNames) await add(`actions/${name}/action.yml`, `actions/${name}/action.yml`);
  for (const name of bundleNames) {
    const dist = `${bundleFolder(name)}/dist`;
    for (const file of await filesBelow(join(root, dist))) {
      await add(`${dist}/${file}`, `${releasedFolder(name)}/${file}`);
    }
  }
  return lines.join('');
}
