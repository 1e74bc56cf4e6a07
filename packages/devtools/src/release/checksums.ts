import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesBelow, sha256 } from '../system/hash.ts';

/** Name of the file that lists the hash of every other file of a tree, as `sha256sum --check` reads it. */
export const CHECKSUMS: string = 'SHA256SUMS';

/** Writes the hashes of a folder's files into it; gives the text. */
export async function writeChecksums(folder: string, name: string = CHECKSUMS): Promise<string> {
  const paths = (await filesBelow(folder)).filter((path) => path !== name);
  const lines = await Promise.all(
    paths.map(async (path) => `${sha256(await readFile(join(folder, path)))}  ${path}\n`),
  );
  const text = lines.join('');
  await writeFile(join(folder, name), text);
  return text;
}
