import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sha256 } from '../packs/pack-file.ts';

/** After that long without use a module cache of ours is removed, as the go command does with compiled packages. */
const KEPT_MS = 5 * 86_400_000;
const HOMES = join('cache', 'fairlead');
const NAME = /^[0-9a-f]{20}$/;

/**
 * The module cache for modules of which a pack has only what its build read: apart from the one that all steps share, as
 * whoever looks for another package there must not find half a module. Below the folder that `go clean -modcache` removes.
 * One for each pack: the go command believes that a module's folder never changes. Those that nobody used lately are removed.
 */
export function openHome(modCache: string, packIndex: string, now: number): string {
  const homes = join(modCache, HOMES);
  const home = join(homes, sha256(packIndex).slice(0, 20));
  mkdirSync(join(home, 'cache', 'download'), { recursive: true });
  markUsed(home, now);
  for (const name of readdirSync(homes)) if (NAME.test(name)) removeOld(join(homes, name), now);
  return home;
}

/** Where a build of a key finds all its modules on this machine; undefined where it does not. */
export function readWarmHome(modCache: string, key: string, now: number): string | undefined {
  const mark = warmMark(modCache, key);
  if (!existsSync(mark)) return undefined;
  const name = readFileSync(mark, 'utf8');
  if (!NAME.test(name)) return modCache;
  const home = join(modCache, HOMES, name);
  if (!existsSync(home)) return undefined;
  markUsed(home, now);
  return home;
}

/** Remembers on this machine that all which a build of this key needs is in a module cache: the shared one, or one of ours. */
export function markWarm(modCache: string, key: string, home: string): void {
  const path = warmMark(modCache, key);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, home === modCache ? '' : basename(home));
}

function warmMark(modCache: string, key: string): string {
  return join(modCache, 'cache', `fairlead-${sha256(key).slice(0, 20)}`);
}

function markUsed(home: string, now: number): void {
  const time = new Date(now);
  utimesSync(home, time, time);
}

function removeOld(home: string, now: number): void {
  const there = lstatSync(home, { throwIfNoEntry: false });
  if (there === undefined || there.mtimeMs > now - KEPT_MS) return;
  try {
    makeWritable(home);
    rmSync(home, { recursive: true, force: true });
  } catch {
    // of another user, or another step removes it at this moment: the next one tries again
  }
}

/** The go command makes the folders of modules read-only. */
function makeWritable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) makeWritable(join(folder, entry.name));
}
