import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identify, isAlive, type ProcessId } from './processes.ts';

/** A held lock. */
export interface Lock {
  release(): void;
}

/**
 * Takes a lock file that names its holder by process number and start time, so that a lock left by a killed
 * process is taken over. Gives the holder instead when a living process has it.
 */
export function tryLock(path: string): Lock | ProcessId {
  mkdirSync(dirname(path), { recursive: true });
  const own = identify(process.pid);
  if (own === undefined) throw new Error('cannot read /proc/self/stat');
  // A hard link appears with its whole text at once: nobody ever reads half a lock.
  const mine = `${path}.${process.pid}.${performance.now()}`;
  writeFileSync(mine, JSON.stringify(own));
  try {
    for (;;) {
      if (linkExclusive(mine, path)) return { release: () => rmSync(path, { force: true }) };
      const holder = readHolder(path);
      if (holder !== undefined && isAlive(holder)) return holder;
      takeAway(path, mine, holder);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

function linkExclusive(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(path: string): ProcessId | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as ProcessId;
  } catch {
    return undefined;
  }
}

/** Moves a dead holder's lock aside; puts it back when another process was quicker and it is a living one's. */
function takeAway(path: string, mine: string, dead: ProcessId | undefined): void {
  const aside = `${mine}.old`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  const moved = readHolder(aside);
  if (moved !== undefined && moved.started !== dead?.started && isAlive(moved)) linkExclusive(aside, path);
  rmSync(aside, { force: true });
}
