import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** SHA-256 in hexadecimal. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** All regular files below a folder, relative to it, sorted; none when it does not exist. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** One hash over names and contents of the files of a folder that pass the filter. */
export async function hashFolder(folder: string, filter: (path: string) => boolean): Promise<string> {
  const hash = createHash('sha256');
  for (const path of (await filesBelow(folder)).filter(filter)) {
    hash.update(`${path}\0${sha256(await readFile(join(folder, path)))}\n`);
  }
  return hash.digest('hex');
}
