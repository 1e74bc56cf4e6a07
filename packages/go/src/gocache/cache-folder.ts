import {
  closeSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  utimesSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { writeAll } from '../packs/pack-file.ts';
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

/**
 * Gives what writes files of GOCACHE, actions as ones that were not used lately: by those it is known what was used, and
 * the go command marks each output that is dated back once more. They are written in place, as the go command does it: it
 * takes no output of another size than its action says, and no action of another length.
 */
export function createPutter(
  goCache: string,
  since: Date,
): (hash: string, kind: 'a' | 'd', content: Uint8Array | string) => void {
  const made = new Set<string>();
  return (hash, kind, content) => {
    const path = cacheFile(goCache, hash, kind);
    const folder = dirname(path);
    if (!made.has(folder)) mkdirSync(folder, { recursive: true });
    made.add(folder);
    const file = openSync(path, 'w');
    try {
      writeAll(file, typeof content === 'string' ? Buffer.from(content) : content);
      if (kind === 'a') futimesSync(file, since, since);
    } finally {
      closeSync(file);
    }
  };
}

/**
 * The actions that were used or made since a time. Torn files and cached programs, which are folders, are left out, and
 * so are lists of source files: only `go vet` looks them up, and makes them anew.
 */
export function usedActions(goCache: string, since: number): readonly CachedAction[] {
  return actionFiles(goCache).flatMap((path) => {
    if ((lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < since) return [];
    const found = parseActionFile(readFileSync(path, 'latin1'));
    if (found === undefined) return [];
    const output = cacheFile(goCache, found.output, 'd');
    const there = lstatSync(output, { throwIfNoEntry: false });
    const isWhole = there?.isFile() === true && there.size === found.size;
    return isWhole && !isSourceList(output, there.size) ? [found] : [];
  });
}

/** Longer than the list of a package with hundreds of files; what is longer is read only to be packed. */
const MOST_SOURCE_LIST = 4096;

/** Whether a file holds nothing but lines such as `./code.go`. */
function isSourceList(path: string, size: number): boolean {
  return (
    size > 0 && size <= MOST_SOURCE_LIST && /^(?:\.\/[^\n]+\.\w+\n)+$/.test(readFileSync(path, 'latin1'))
  );
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
