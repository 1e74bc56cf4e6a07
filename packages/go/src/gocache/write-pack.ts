import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeContents } from '../packs/contents.ts';
import { sha256, writeAll } from '../packs/pack-file.ts';
import { cacheFile } from './cache-folder.ts';
import { formatIndex, type PackIndex, packId } from './pack-index.ts';

/** Where the packs of an entry lie below its folder, and the file that names the others. */
export const PACKS: string = 'packs';
/** Names the head, and the keys of the packs that it builds on. */
export const NEXT: string = `${PACKS}/next.json`;

/**
 * Writes a pack from GOCACHE into a folder that is to be saved. Gives its hash; undefined when an output is not what its
 * name says: another process is at work in the cache, and nothing is saved.
 */
export async function writePack(
  goCache: string,
  folder: string,
  index: PackIndex,
): Promise<string | undefined> {
  const line = formatIndex(index);
  const id = packId(line);
  mkdirSync(join(folder, PACKS), { recursive: true });
  const pack = openSync(join(folder, PACKS, `${id}.pack`), 'wx');
  try {
    writeAll(pack, Buffer.from(line));
    if (!(await writeContents(pack, outputsOf(goCache, index)))) return undefined;
  } finally {
    closeSync(pack);
  }
  const next = openSync(join(folder, NEXT), 'w');
  writeAll(next, Buffer.from(JSON.stringify({ head: id, keys: index.parents.map(({ key }) => key) })));
  closeSync(next);
  return id;
}

function* outputsOf(goCache: string, { outputs }: PackIndex): Generator<Uint8Array | undefined> {
  for (const { output, size } of outputs) {
    const content = readFileSync(cacheFile(goCache, output, 'd'));
    yield content.length === size && sha256(content) === output ? content : undefined;
  }
}
