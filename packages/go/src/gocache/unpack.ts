import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readContents } from '../packs/contents.ts';
import { readIndexLine, sha256, withFile } from '../packs/pack-file.ts';
import { ACTION_SIZE, formatActionFile } from './action-file.ts';
import { cacheFile, createPutter, unusedSince } from './cache-folder.ts';
import { type PackIndex, type PackLink, packId, parseIndex } from './pack-index.ts';
import type { RestoredPack } from './plan-save.ts';
import { NEXT, PACKS } from './write-pack.ts';

/** What came out of restored packs. */
export interface Unpacked {
  /** The packs that are now in GOCACHE, the base first. */
  readonly chain: readonly RestoredPack[];
  /** What was left out, and why: one sentence each. */
  readonly doubts: readonly string[];
}

/**
 * Puts restored packs into GOCACHE: outputs first, each only when its content has the hash of its name, then the actions
 * whose outputs are there. A pack that is not what its link says is left out. Ended at any point, this leaves files that
 * are whole, and no action without its output.
 */
export async function unpack(
  folder: string,
  goCache: string,
  head: { key: string; kind: string },
  now: number,
): Promise<Unpacked> {
  const first = readHead(folder);
  const doubts: string[] = [];
  const chain: RestoredPack[] = [];
  if (first === undefined) return { chain, doubts: ['it does not say what is in it'] };
  const read = async ({ key, id }: PackLink): Promise<ReadPack | undefined> => {
    const found = await readPack(join(folder, PACKS, `${id}.pack`), id, head.kind);
    if (typeof found !== 'string') return found;
    doubts.push(`${key} ${found}`);
    return undefined;
  };
  const link = { key: head.key, id: first };
  const top = await read(link);
  if (top === undefined) return { chain, doubts };
  for (const each of [...top.index.parents, link]) {
    const pack = each === link ? top : await read(each);
    if (pack === undefined) continue;
    const { actions, outputs, seconds } = pack.index;
    if (await putPack(pack, goCache, now)) chain.push({ ...each, actions, outputs, seconds });
    else doubts.push(`${each.key} has other content than its index says`);
  }
  return { chain, doubts };
}

/** A pack whose index is what its name says; contents are read one by one, as all may be more than fits into memory. */
interface ReadPack {
  readonly path: string;
  readonly index: PackIndex;
  /** Where the contents begin. */
  readonly start: number;
}

function readHead(folder: string): string | undefined {
  try {
    const { head } = JSON.parse(readFileSync(join(folder, NEXT), 'utf8')) as { head?: unknown };
    return typeof head === 'string' && /^[0-9a-f]{64}$/.test(head) ? head : undefined;
  } catch {
    return undefined;
  }
}

/** The pack, or what is wrong with it. */
async function readPack(path: string, id: string, kind: string): Promise<ReadPack | string> {
  if (!existsSync(path)) return 'is not there any more';
  const line = await withFile(path, readIndexLine);
  if (line === undefined || packId(line) !== id) return 'is another pack than its name says';
  const index = parseIndex(line);
  if (index === undefined) return 'has an index that cannot be read';
  if (index.kind !== kind) return 'was made by another Go or for another system';
  return { path, index, start: Buffer.byteLength(line) };
}

/** Says whether every output was what the index says; actions are put only then. */
async function putPack({ path, index, start }: ReadPack, goCache: string, now: number): Promise<boolean> {
  const put = createPutter(goCache, unusedSince(now));
  const sizes = index.outputs.map(({ size }) => size);
  const whole = await withFile(path, (file) =>
    readContents(file, start, sizes, (content, at) => {
      const { output = '', size } = index.outputs[at] ?? {};
      if (sha256(content) !== output) return false;
      if (sizeOf(cacheFile(goCache, output, 'd')) !== size) put(output, 'd', content);
      return true;
    }),
  );
  if (!whole) return false;
  const made = new Set(index.outputs.map(({ output, size }) => `${output} ${size}`));
  for (const entry of index.actions) {
    const { action, output, size } = entry;
    // an action goes in when its output is there, in this pack or in one below
    if (!made.has(`${output} ${size}`) && sizeOf(cacheFile(goCache, output, 'd')) !== size) continue;
    if (sizeOf(cacheFile(goCache, action, 'a')) !== ACTION_SIZE)
      put(action, 'a', formatActionFile(entry, BigInt(now) * 1_000_000n));
  }
  return true;
}

function sizeOf(path: string): number | undefined {
  return lstatSync(path, { throwIfNoEntry: false })?.size;
}
