import { rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheRoot } from '../paths.ts';
import { listFolder } from '../system/files.ts';
import { sweepFolder } from '../system/make-once.ts';

/** What nobody has used for so long is removed from the cache. */
export const UNUSED_DAYS = 30;

/** Folders that are named by what made them; a new version gets a new name, so old ones would stay for ever. */
const KEYED = /^[a-z0-9-]+-[0-9a-f]{16}$/;

/** Notes that a folder of the cache was used today. */
export async function markUsed(folder: string, now: Date = new Date()): Promise<void> {
  await utimes(folder, now, now);
}

/** Removes what nobody has used for long. Gives the names of what is gone. */
export async function pruneCache(cacheDir: string, now: Date = new Date()): Promise<string[]> {
  const oldest = now.getTime() - UNUSED_DAYS * 86_400_000;
  const gone: string[] = [];
  for (const folder of [cacheDir, join(cacheDir, 'tools')]) {
    for (const name of listFolder(folder).filter((each) => KEYED.test(each))) {
      if ((await stat(join(folder, name))).mtimeMs >= oldest) continue;
      await rm(join(folder, name), { recursive: true, force: true });
      gone.push(name);
    }
  }
  return gone;
}

/** Removes what killed builds have left half done; what is whole stays. */
export async function sweepCache(cacheDir: string = cacheRoot()): Promise<void> {
  for (const folder of [cacheDir, join(cacheDir, 'tools')]) await sweepFolder(folder);
}
