import { appendFile, mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One entry of the cache as its server sees it. */
export interface CacheEntry {
  readonly id: number;
  readonly key: string;
  /** Hash of paths and compression; entries of another version do not match. */
  readonly version: string;
  /** Where its bytes are. */
  readonly file: string;
  size: number;
  state: 'reserved' | 'committed';
  downloads: number;
}

/** The entries and their bytes, below a temporary folder. */
export interface CacheStore {
  /** Reserves a key; undefined when it is taken: keys are written once. */
  reserve(key: string, version: string): CacheEntry | undefined;
  /** Commits a reserved entry with the size on disk; undefined when there is none. */
  commit(entry: CacheEntry | undefined): Promise<CacheEntry | undefined>;
  reserved(key: string, version: string): CacheEntry | undefined;
  byId(id: number): CacheEntry | undefined;
  /** The exact key, else the newest entry that starts with it; then the same for each following key. */
  lookup(keys: readonly string[], version: string): CacheEntry | undefined;
  committed(): readonly CacheEntry[];
  /** Where one block of an upload waits for its list. */
  blockFile(entry: CacheEntry, blockId: string): string;
  /** Joins blocks in the order of their list. */
  joinBlocks(entry: CacheEntry, blockIds: readonly string[]): Promise<void>;
  remove(): Promise<void>;
}

/** Makes an empty store. */
export async function createCacheStore(): Promise<CacheStore> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-cache-'));
  await mkdir(join(folder, 'blocks'));
  const entries: CacheEntry[] = [];
  const committed = (): CacheEntry[] => entries.filter((entry) => entry.state === 'committed');
  const find = (key: string, version: string): CacheEntry | undefined =>
    entries.find((entry) => entry.key === key && entry.version === version);
  const blockFile = (entry: CacheEntry, blockId: string): string =>
    join(folder, 'blocks', `${entry.id}-${Buffer.from(blockId).toString('hex')}`);
  return {
    reserve(key, version) {
      if (find(key, version) !== undefined) return undefined;
      const id = entries.length + 1;
      const entry: CacheEntry = {
        id,
        key,
        version,
        file: join(folder, String(id)),
        size: 0,
        state: 'reserved',
        downloads: 0,
      };
      entries.push(entry);
      return entry;
    },
    async commit(entry) {
      if (entry?.state !== 'reserved') return undefined;
      entry.size = (await stat(entry.file)).size;
      entry.state = 'committed';
      return entry;
    },
    reserved: (key, version) => {
      const entry = find(key, version);
      return entry?.state === 'reserved' ? entry : undefined;
    },
    byId: (id) => entries[id - 1],
    lookup: (keys, version) => matchEntry(committed(), keys, version),
    committed,
    blockFile,
    async joinBlocks(entry, blockIds) {
      await rm(entry.file, { force: true });
      for (const blockId of blockIds) await appendFile(entry.file, await readFile(blockFile(entry, blockId)));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The service's rule of matching. Pure; `entries` are in the order of their creation. */
export function matchEntry<E extends { readonly key: string; readonly version: string }>(
  entries: readonly E[],
  keys: readonly string[],
  version: string,
): E | undefined {
  const newestFirst = entries.filter((entry) => entry.version === version).reverse();
  for (const key of keys) {
    const found =
      newestFirst.find((entry) => entry.key === key) ??
      newestFirst.find((entry) => entry.key.startsWith(key));
    if (found !== undefined) return found;
  }
  return undefined;
}
