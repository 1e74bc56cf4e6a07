import { dirname, join } from 'node:path';
import type { Files } from '@fairlead/core';

/**
 * The nearest folder upwards that has a `.git` of its own: a folder with a HEAD in it, or the file of a worktree or a
 * submodule. git tracks no path with such a part, so checked-out code cannot bring one; a folder that looks like a bare
 * repository (HEAD, objects, refs as plain files) can be committed, and is passed by.
 */
export async function findRoot(files: Files, folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await files.stat(join(at, '.git'));
    if (found?.kind === 'file') return at;
    if (found?.kind === 'directory' && (await files.stat(join(at, '.git', 'HEAD'))) !== undefined) return at;
    if (dirname(at) === at) return undefined;
  }
}
