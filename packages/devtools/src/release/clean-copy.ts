import { existsSync } from 'node:fs';
import { cp, link, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isEmitted } from '../system/emitted.ts';

/** What a build reads, beside the dependencies. */
export const ROOT_FILES: readonly string[] = [
  'LICENSE',
  'README.md',
  'package.json',
  'package-lock.json',
  'tsconfig.action.json',
  'tsconfig.base.json',
  'tsconfig.package.json',
];
/** The tests of a workspace, not a source folder that is called `test`. */
const TESTS = /^(?:packages|actions)\/[^/]+\/test$/;

/**
 * Copies the sources, without anything that was ever emitted, and the dependencies as hard links. The copy is whole:
 * nothing in it leads back to the checkout, so the paths that a build sees are those of the copy.
 */
export async function copyClean(root: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const file of ROOT_FILES) await cp(join(root, file), join(target, file));
  for (const group of ['packages', 'actions']) {
    await cp(join(root, group), join(target, group), {
      recursive: true,
      filter: (source) => !TESTS.test(relative(root, source)) && !isEmitted(root, source),
    });
  }
  await linkTree(join(root, 'node_modules'), join(target, 'node_modules'));
}

/** A copy of a folder that shares its files; symbolic links stay what they are. Both must be on one file system. */
export async function linkTree(source: string, target: string): Promise<void> {
  await mkdir(target);
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) await linkTree(from, to);
    else if (entry.isSymbolicLink()) await symlink(await readlink(from), to);
    else await link(from, to);
  }
}

/** Takes over what a checkout has emitted into a copy of it; the build there sees by itself what of it is fresh. */
export async function copyEmitted(root: string, target: string): Promise<void> {
  for (const group of ['packages', 'actions']) {
    for (const name of await readdir(join(root, group))) {
      for (const folder of ['lib', 'dist']) {
        const path = join(group, name, folder);
        if (!existsSync(join(root, path)) || !existsSync(join(target, group, name))) continue;
        await cp(join(root, path), join(target, path), { recursive: true, preserveTimestamps: true });
      }
    }
  }
}
