import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Cache, CacheHit, CachePlace } from '../ports/cache.ts';
import type { CacheScopes } from './cache-scopes.ts';
import { followKeys } from './follow-keys.ts';

/** A cache in a folder of this machine, or of a volume. */
export interface FolderCacheOptions {
  /** Nothing else lies below it: what is not used for long is removed. */
  readonly folder: string;
  readonly scopes: CacheScopes;
  readonly now: () => number;
}

/** An entry that nobody used for so long is removed by the next save, as the CI service does it. */
const KEPT_MS = 7 * 24 * 3_600_000;
/** Its time says when an entry was used last; that of the entry's folder says when it was saved. */
const USED = 'used';
/** Entries on their way begin so; nothing that is looked for does. */
const HALF = '.half-';

/**
 * Keeps entries as folders. One appears whole or not at all, and is never written again; of two that save one key, one is
 * stored. Throws what the file system says.
 */
export function createFolderCache({ folder, scopes, now }: FolderCacheOptions): Cache {
  const places = scopes.map((scope) => join(folder, scope));
  const own = places[0] ?? folder;
  const mark = (entry: string): Promise<void> => {
    const used = new Date(now());
    return utimes(join(entry, USED), used, used);
  };
  const take = async (key: string, prefixes: readonly string[], paths: readonly string[], to: string) => {
    for (const [start, exactly] of [[key, true] as const, ...prefixes.map((one) => [one, false] as const)])
      for (const place of places) {
        const found = await newest(place, start, exactly);
        if (found === undefined) continue;
        await carry(join(place, found), paths, to);
        await mark(join(place, found)).catch(() => {}); // a folder that may only be read
        return decodeURIComponent(found);
      }
    return undefined;
  };
  return {
    async restore(paths, key, prefixes, place): Promise<CacheHit> {
      const to = folderOf(place);
      const found = await take(key, prefixes, paths, to);
      if (found === undefined) return { kind: 'miss' };
      if (place?.follow !== undefined)
        await followKeys(join(to, place.follow), (other) => take(other, [], paths, to));
      return { kind: found === key ? 'exact' : 'partial', key: found };
    },
    async save(paths, key, place) {
      await mkdir(own, { recursive: true });
      const entry = join(own, fileName(key));
      if (await isThere(entry)) return false;
      const half = join(own, `${HALF}${randomUUID()}`);
      try {
        await mkdir(half);
        await carry(folderOf(place), paths, half);
        await writeFile(join(half, USED), '');
        await mark(half);
        await rename(half, entry);
      } catch (error) {
        await rm(half, { recursive: true, force: true });
        if (await isThere(entry)) return false; // another run was first
        throw error;
      }
      await removeUnused(folder, now() - KEPT_MS);
      return true;
    },
  };
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Relative paths alone: what is absolute on one machine is no path of another. */
function folderOf(place: CachePlace | undefined): string {
  if (place === undefined) throw new Error('a cache in a folder carries what is below a folder');
  return place.folder;
}

/** A name that stays in its folder, whatever stands in a key. */
function fileName(text: string): string {
  return encodeURIComponent(text).replace(/^\.+/, (dots) => '%2E'.repeat(dots.length));
}

/** The entry of a key, or the one that was saved last of those that begin so. */
async function newest(place: string, start: string, exactly: boolean): Promise<string | undefined> {
  const name = fileName(start);
  const names = (await list(place)).filter((one) => (exactly ? one === name : one.startsWith(name)));
  const saved = await Promise.all(
    names.map(async (one) => ({
      one,
      at: (await stat(join(place, one)).catch(() => undefined))?.mtimeMs ?? 0,
    })),
  );
  return saved.sort((a, b) => b.at - a.at)[0]?.one;
}

async function carry(from: string, paths: readonly string[], to: string): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await cp(join(from, path), join(to, path), { recursive: true });
  }
}

/** Removes what nobody used since a time, and what never became an entry. */
async function removeUnused(folder: string, since: number): Promise<void> {
  for (const scope of await list(folder)) {
    const place = join(folder, scope);
    for (const entry of await list(place)) {
      const mark = entry.startsWith(HALF) ? join(place, entry) : join(place, entry, USED);
      const used = (await stat(mark).catch(() => undefined))?.mtimeMs;
      if (used !== undefined && used < since) await rm(join(place, entry), { recursive: true, force: true });
    }
    await rmdir(place).catch(() => {}); // only a scope without entries goes
  }
}

async function list(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
