import { join } from 'node:path';
import type { Files, Repository } from '@fairlead/core';

/** Absolute paths of what differs between a commit and HEAD, or why nobody can tell. */
export type ChangedPaths =
  | { readonly state: 'known'; readonly paths: readonly string[] }
  | { readonly state: 'unknown'; readonly reason: string };

/** Asks git which paths differ. What a link in the repository leads to counts under the link's own path too. */
export async function changedPaths(files: Files, repo: Repository, base: string): Promise<ChangedPaths> {
  const diff = await repo.ask(['diff-tree', '-r', '-z', '--no-renames', '--name-only', base, 'HEAD', '--']);
  if (!diff.ok) return { state: 'unknown', reason: diff.reason };
  const paths = splitZero(diff.text).map((path) => join(repo.root, path));
  if (paths.length === 0) return { state: 'known', paths };
  const tree = await repo.ask(['ls-tree', '-r', '-z', 'HEAD']);
  if (!tree.ok) return { state: 'unknown', reason: tree.reason };
  const links = splitZero(tree.text).flatMap((entry) => {
    // a path may have tabs of its own
    const path = /^120000 [^\t]*\t(.+)$/s.exec(entry)?.[1];
    return path === undefined ? [] : [join(repo.root, path)];
  });
  const aliases: string[] = [];
  const root = await files.realPath(repo.root);
  for (const link of links) {
    const real = await realPath(files, link);
    if (real === undefined || !real.startsWith(`${root}/`)) continue;
    const target = join(repo.root, real.slice(root.length));
    for (const path of paths)
      if (path === target || path.startsWith(`${target}/`))
        aliases.push(`${link}${path.slice(target.length)}`);
  }
  return { state: 'known', paths: [...new Set([...paths, ...aliases])] };
}

/** Links may go round in circles. */
async function realPath(files: Files, link: string): Promise<string | undefined> {
  try {
    return await files.realPath(link);
  } catch {
    return undefined;
  }
}

function splitZero(text: string): readonly string[] {
  return text.split('\0').filter((part) => part !== '');
}
