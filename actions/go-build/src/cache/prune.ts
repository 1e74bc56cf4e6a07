import { join } from 'node:path';
import type { Files } from '@fairlead/core';

/** What of the module cache this run needs. */
export interface NeededModules {
  /** Absolute paths of the archives that `go mod download` named. */
  readonly archives: ReadonlySet<string>;
  /** The Go that compiled: its own archive, fetched by a switch of toolchains, stays. */
  readonly goVersion: string;
}

/**
 * Keeps a cache that was begun from an older entry from growing for ever. Only for a module cache that was empty
 * before the restore: what lies in it besides came from that entry. Gives the number of archives removed.
 */
export async function pruneModules(files: Files, folder: string, needed: NeededModules): Promise<number> {
  const archives = await findArchives(files, folder);
  const stale = archives.filter(
    (path) => !needed.archives.has(path) && !path.includes(`toolchain@v0.0.1-go${needed.goVersion}.`),
  );
  for (const path of stale) {
    await files.remove(path);
    await files.remove(`${path}hash`);
  }
  return stale.length;
}

async function findArchives(files: Files, folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await files.list(folder)) {
    const path = join(folder, name);
    if (name.endsWith('.zip')) found.push(path);
    else if (!name.includes('.') || !/\.(info|mod|ziphash|lock|tmp|partial)$/.test(name))
      if ((await files.stat(path))?.kind === 'directory') found.push(...(await findArchives(files, path)));
  }
  return found;
}
