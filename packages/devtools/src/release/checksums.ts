import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesBelow, sha256 } from '../system/hash.ts';

/** Name of the file that lists the hash of every other file of a tree, as `sha256sum --check` reads it. */
export const CHECKSUMS: string = 'SHA256SUMS';

/** Writes the checksums of a tree; gives the hash of that list, which names the whole tree. */
export async function writeChecksums(folder: string): Promise<string> {
  const paths = (await filesBelow(folder)).filter((path) => path !== CHECKSUMS);
  const lines = await Promise.all(
    paths.map(async (path) => `${sha256(await readFile(join(folder, path)))}  ${path}\n`),
  );
  const text = lines.join('');
  await writeFile(join(folder, CHECKSUMS), text);
  return sha256(text);
}
