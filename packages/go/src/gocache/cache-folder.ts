import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type CachedAction, parseActionFile } from './action-file.ts';

/** The go command marks what it uses, at most once an hour (cmd/go/internal/cache/cache.go, `mtimeInterval`). */
const MARKED_EVERY_MS = 3_600_000;
/** Older than that and younger than the five days after which Go drops an entry. */
const UNUSED_MS = 2 * MARKED_EVERY_MS;

/** Where GOCACHE keeps an action (`a`) or an output (`d`). */
export function cacheFile(goCache: string, hash: string, kind: 'a' | 'd'): string {
  return join(goCache, hash.slice(0, 2), `${hash}-${kind}`);
}

/** The time that says: not used since. */
export function unusedSince(now: number): Date {
  return new Date(now - UNUSED_MS);
}

/** Writes a file of GOCACHE that is whole or not there, as one that was not used lately. */
export function putFile(path: string, content: Uint8Array | string, since: Date): void {
  mkdirSync(dirname(path), { recursive: true });
  const partial = `${path}.${process.pid}.partial`;
  writeFileSync(partial, content);
  utimesSync(partial, since, since);
  renameSync(partial, path);
}

/** The actions that were used or made since a time. Torn files and cached programs, which are folders, are left out. */
export function usedActions(goCache: string, since: number): readonly CachedAction[] {
  return actionFiles(goCache).flatMap((path) => {
    if ((lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < since) return [];
    const found = parseActionFile(readFileSync(path, 'latin1'));
    if (found === undefined) return [];
    const there = lstatSync(cacheFile(goCache, found.output, 'd'), { throwIfNoEntry: false });
    return there?.isFile() === true && there.size === found.size ? [found] : [];
  });
}

/** Makes all actions look unused, so that those which a build uses are known by their time. */
export function markUnused(goCache: string, now: number): void {
  const since = unusedSince(now);
  for (const path of actionFiles(goCache)) {
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (there !== undefined && there.mtimeMs > now - MARKED_EVERY_MS) utimesSync(path, since, since);
  }
}

function actionFiles(goCache: string): readonly string[] {
  return list(goCache)
    .filter((name) => /^[0-9a-f]{2}$/.test(name))
    .flatMap((name) => list(join(goCache, name)).map((file) => join(goCache, name, file)))
    .filter((path) => path.endsWith('-a'));
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
