import { join } from 'node:path';
import type { Files } from '@fairlead/core';

/** Ends every zip without a comment, as those of modules are (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.16). */
const ZIP_END = [0x50, 0x4b, 0x05, 0x06];
const ZIP_END_SIZE = 22;

/**
 * Removes what an unpacking that was cut off may have left in a module cache: archives without an end, with their
 * hashes, and files without content. The go command takes such files for good ones and fails on them. Gives their number.
 */
export async function dropTornModules(files: Files, folder: string): Promise<number> {
  let dropped = 0;
  for (const name of await files.list(folder)) {
    const path = join(folder, name);
    const there = await files.stat(path);
    if (there?.kind === 'directory') dropped += await dropTornModules(files, path);
    else if (there?.kind === 'file' && (await isTorn(files, path, there.size))) {
      await files.remove(path);
      if (path.endsWith('.zip')) await files.remove(`${path}hash`);
      dropped += 1;
    }
  }
  return dropped;
}

async function isTorn(files: Files, path: string, size: number): Promise<boolean> {
  if (path.endsWith('.lock')) return false; // always empty
  if (size === 0 || !path.endsWith('.zip')) return size === 0;
  const end = (await files.readBytes(path)).subarray(-ZIP_END_SIZE);
  return !ZIP_END.every((byte, index) => end[index] === byte);
}
