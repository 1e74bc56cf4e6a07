import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { listFolder } from './files.ts';
import { type Lock, sweepLock, tryLock } from './lock.ts';
import { identify } from './processes.ts';
import { waitFor } from './wait.ts';

/** How long another process may take to make the folder that we need. */
const PATIENCE_MS = 30 * 60_000;

/** How a folder is made. */
export interface MakeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Whether a folder that is there can be used; one that cannot is made anew. */
  readonly isWhole?: (folder: string) => boolean;
}

/**
 * Makes a folder at most once, whoever asks: `work` fills a half folder beside it, which gets its final name only
 * when it is whole. A killed run leaves a half folder that the next one removes. While another process makes the
 * same folder, waits for it.
 */
export async function makeOnce(
  target: string,
  work: (half: string) => Promise<void>,
  { signal, isWhole = existsSync }: MakeOptions = {},
): Promise<'made' | 'kept'> {
  if (isWhole(target)) return 'kept';
  const lock = await takeMakerLock(target, isWhole, signal);
  if (lock === undefined) return 'kept';
  const half = halfFolder(target);
  try {
    if (isWhole(target)) return 'kept';
    await rm(target, { recursive: true, force: true });
    await removeDeadHalves(dirname(target));
    await rm(half, { recursive: true, force: true });
    await mkdir(half, { recursive: true });
    await work(half);
    await rename(half, target);
    return 'made';
  } finally {
    await rm(half, { recursive: true, force: true });
    lock.release();
  }
}

/** Name of a folder of this process for something unfinished; removed by a later run when this one is killed. */
export function halfFolder(target: string): string {
  return `${target}.half-${process.pid}`;
}

/** Waits for the lock, or for the folder when another process makes it. */
async function takeMakerLock(
  target: string,
  isWhole: (folder: string) => boolean,
  signal: AbortSignal | undefined,
): Promise<Lock | undefined> {
  const look = (): Lock | 'there' | undefined => {
    if (isWhole(target)) return 'there';
    const lock = tryLock(`${target}.lock`);
    return 'release' in lock ? lock : undefined;
  };
  const taken = await waitFor<Lock | 'there'>(look, { timeoutMs: PATIENCE_MS, everyMs: 300, signal });
  if (taken === undefined) throw new Error(`${basename(target)} was not made by another process in time`);
  return taken === 'there' ? undefined : taken;
}

/** Removes what killed processes have left half done in a folder, and their locks. */
export async function sweepFolder(folder: string): Promise<void> {
  await removeDeadHalves(folder);
  for (const name of listFolder(folder).filter((each) => each.endsWith('.lock'))) {
    const path = join(folder, name);
    sweepLock(path);
    const taken = tryLock(path);
    if ('release' in taken) taken.release();
  }
}

async function removeDeadHalves(folder: string): Promise<void> {
  for (const name of listFolder(folder)) {
    const pid = /\.half-(\d+)$/.exec(name)?.[1];
    if (pid === undefined || identify(Number(pid)) !== undefined) continue;
    await rm(join(folder, name), { recursive: true, force: true });
  }
}
