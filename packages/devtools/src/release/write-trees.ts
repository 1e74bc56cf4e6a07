import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { actionNames } from '@fairlead/core';
import { bundleFolder, PROGRAM, releasedFolder } from '../build/bundles.ts';
import { readWorkflowFacts } from '../generate/workflow-facts.ts';
import { Problem } from '../problem.ts';
import { absoluteLinks } from './absolute-links.ts';
import { whatRuns } from './built-files.ts';
import { CHECKSUMS, writeChecksums } from './checksums.ts';
import { RELEASE_FILE, type Release, renderReleaseFile } from './release-facts.ts';
import { renderRootAction } from './root-action.ts';
import { startFolder } from './tree-folder.ts';

/** What users get of an action. */
const PARTS = ['action.yml', 'README.md', 'dist'];
/** What they get beside the actions; the schema's address is that of the newest tree. */
const SHARED = ['LICENSE', 'README.md', 'docs/fairlead.schema.json'];

/** Writes the part of a release that `uses:` needs, without its source. An earlier tree is replaced. */
export async function writeReleaseTree(root: string, out: string): Promise<void> {
  await startFolder(root, { option: '--out', folder: out });
  await writeFile(join(out, 'action.yml'), renderRootAction());
  const keeps = (path: string): boolean => SHARED.includes(path) || /^actions(\/|$)/.test(path);
  for (const path of SHARED) await copyInto(root, path, join(out, path), keeps);
  for (const { name } of await readWorkflowFacts(root)) {
    const path = `.github/workflows/${name}.yml`;
    await copyInto(root, path, join(out, path), keeps);
  }
  for (const name of actionNames) await copyAction(root, name, join(out, 'actions', name), keeps);
  await copyInto(root, `${bundleFolder(PROGRAM)}/dist`, join(out, releasedFolder(PROGRAM)), keeps);
  await writeFile(join(out, CHECKSUMS), await whatRuns(root));
}

/**
 * Writes one action as a repository of its own, since a listing needs `action.yml` at the root of one. It says in
 * `release.json` which commit of the release it is taken from.
 */
export async function writeMarketplaceTree(
  root: string,
  name: string,
  out: string,
  release: Release,
): Promise<void> {
  await startFolder(root, { option: '--out', folder: out });
  await copyAction(root, name, out, (path) => path.startsWith(`actions/${name}/`));
  await copyInto(root, 'LICENSE', join(out, 'LICENSE'), () => true);
  await writeFile(join(out, RELEASE_FILE), renderReleaseFile({ ...release, action: name }));
  await writeChecksums(out);
}

async function copyAction(
  root: string,
  name: string,
  out: string,
  keeps: (path: string) => boolean,
): Promise<void> {
  const missing = PARTS.filter((part) => !existsSync(join(root, 'actions', name, part)));
  if (missing.length > 0) {
    throw new Problem(`actions/${name} lacks ${missing.join(', ')}: run npm run generate and npm run build`);
  }
  for (const part of PARTS) await copyInto(root, `actions/${name}/${part}`, join(out, part), keeps);
}

async function copyInto(
  root: string,
  path: string,
  target: string,
  keeps: (path: string) => boolean,
): Promise<void> {
  const source = join(root, path);
  if (!existsSync(source)) throw new Problem(`${path} is missing`);
  await mkdir(dirname(target), { recursive: true });
  if (basename(path).endsWith('.md')) {
    await writeFile(target, absoluteLinks(path, await readFile(source, 'utf8'), keeps));
  } else {
    await cp(source, target, { recursive: true });
  }
}
