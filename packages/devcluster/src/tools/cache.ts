import { mkdir, open, rm, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cacheRoot } from '../paths.ts';
import { listFolder } from '../system/files.ts';
import { sweepFolder } from '../system/make-once.ts';

/** What nobody has used for so long is removed from the cache. */
export const UNUSED_DAYS = 30;

/** Folders that are named by what made them; a new version gets a new name, so old ones would stay for ever. */
const KEYED = /^[a-z0-9-]+-[0-9a-f]{16}$/;

/** Beside the folders: one empty file for each, whose time says when the folder was used. */
const STAMPS = '.used';

/** Notes that a folder of the cache was used today. The folder itself stays as it is: another run may be packing it. */
export async function markUsed(folder: string, now: Date = new Date()): Promise<void> {
  const stamp = stampOf(folder);
  await mkdir(dirname(stamp), { recursive: true });
  await (await open(stamp, 'a')).close();
  await utimes(stamp, now, now);
}

function stampOf(folder: string): string {
  return join(dirname(folder), STAMPS, basename(folder));
}

/** Removes what nobody has used for long. Gives the names of what is gone. */
export async function pruneCache(cacheDir: string, now: Date = new Date()): Promise<string[]> {
  const oldest = now.getTime() - UNUSED_DAYS * 86_400_000;
  const gone: string[] = [];
  for (const parent of [cacheDir, join(cacheDir, 'tools')]) {
    for (const name of listFolder(parent).filter((each) => KEYED.test(each))) {
      const folder = join(parent, name);
      if ((await lastUse(folder)) >= oldest) continue;
      await rm(folder, { recursive: true, force: true });
      await rm(stampOf(folder), { force: true });
      gone.push(name);
    }
  }
  return gone;
}

/** When a folder was used, or made; in milliseconds. */
async function lastUse(folder: string): Promise<number> {
  const stamp = await stat(stampOf(folder)).catch(() => undefined);
  return Math.max((await stat(folder)).mtimeMs, stamp?.mtimeMs ?? 0);
}

/** Removes what killed builds have left half done; what is whole stays. */
export async function sweepCache(cacheDir: string = cacheRoot()): Promise<void> {
  for (const folder of [cacheDir, join(cacheDir, 'tools')]) await sweepFolder(folder);
}
