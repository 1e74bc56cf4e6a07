import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { listFolder } from './files.ts';
import { identify, isAlive, type ProcessId } from './processes.ts';
import { waitFor } from './wait.ts';

/** A held lock. */
export interface Lock {
  release(): void;
}

/** How long to wait for a lock. */
export interface LockOptions {
  readonly patienceMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Told once, when somebody else has the lock. */
  readonly onWait?: (holder: ProcessId) => void;
}

/**
 * Takes a lock file that names its holder by process number and start time, so that a lock left by a killed
 * process is taken over. Gives the holder instead when a living process has it.
 */
export function tryLock(path: string): Lock | ProcessId {
  const own = identify(process.pid);
  if (own === undefined) throw new Error('cannot read /proc/self/stat');
  // A hard link appears with its whole text at once: nobody ever reads half a lock.
  const mine = `${path}.${process.pid}.${performance.now()}`;
  writeWithFolder(mine, JSON.stringify(own));
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

/** Waits for a lock. Gives the holder instead when it still has the lock after all patience. */
export async function takeLock(path: string, options: LockOptions): Promise<Lock | ProcessId> {
  let holder: ProcessId | undefined;
  const look = (): Lock | undefined => {
    const taken = tryLock(path);
    if ('release' in taken) return taken;
    if (holder === undefined) options.onWait?.(taken);
    holder = taken;
    return undefined;
  };
  const lock = await waitFor(look, { timeoutMs: options.patienceMs, everyMs: 300, signal: options.signal });
  return lock ?? (holder as ProcessId);
}

/** Does something while holding a lock that others hold for a short time only. Throws when it is not to be had. */
export async function withLock<T>(
  path: string,
  options: LockOptions,
  work: () => T | Promise<T>,
): Promise<T> {
  const lock = await takeLock(path, options);
  if (!('release' in lock)) throw new Error(`process ${lock.pid} does not give back the lock ${path}`);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** Removes what processes that were killed while they took this lock have left beside it. */
export function sweepLock(path: string): void {
  for (const name of listFolder(dirname(path))) {
    if (!name.startsWith(`${basename(path)}.`)) continue;
    const pid = Number(name.slice(basename(path).length + 1).split('.')[0]);
    if (identify(pid) === undefined) rmSync(join(dirname(path), name), { force: true });
  }
}

/** Its folder may be removed by a `down` between the two calls. */
function writeWithFolder(path: string, text: string): void {
  for (let tries = 0; ; tries++) {
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeFileSync(path, text);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === 5) throw error;
    }
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
