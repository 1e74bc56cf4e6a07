import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Files } from '@fairlead/core';
import type { GoTree } from './discover-modules.ts';

/**
 * Folders of modules that a tree is compiled with although they are not among its own: what its go.work files use, and
 * what a go.mod or go.work replaces by a folder. Sorted; folders that do not exist are left out.
 */
export async function findLocalModules(files: Files, tree: GoTree): Promise<readonly string[]> {
  const own = new Set(tree.modules.map(({ dir }) => dir));
  const used = tree.workspaces.flatMap(({ path, file }) =>
    file.use.map((folder) => resolve(dirname(path), folder)),
  );
  const writers = [
    ...[...own, ...used].map((dir) => join(dir, 'go.mod')),
    ...tree.workspaces.map(({ path }) => path),
  ];
  const found = new Set(used);
  for (const path of writers) {
    if ((await files.stat(path))?.kind !== 'file') continue;
    for (const folder of parseFolderReplacements(await files.readText(path)))
      found.add(resolve(dirname(path), folder));
  }
  const there: string[] = [];
  for (const dir of [...found].sort())
    if (!own.has(dir) && (await files.stat(join(dir, 'go.mod')))?.kind === 'file') there.push(dir);
  return there;
}

/** The folders that `replace` lines lead to, as written (https://go.dev/ref/mod#go-mod-file-replace). */
export function parseFolderReplacements(text: string): readonly string[] {
  return [...text.matchAll(/=>[ \t]*(?:"([^"\n]*)"|`([^`\n]*)`|([^\s"`]+))/g)]
    .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
    .filter((target) => /^\.{1,2}(\/|$)/.test(target) || isAbsolute(target));
}
