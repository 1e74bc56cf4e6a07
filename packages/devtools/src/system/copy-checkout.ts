import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '@fairlead/devcluster';
import { REPOSITORY_ROOT } from '../paths.ts';

/** The checkout as it is on disk, with what was emitted and installed, and without its history. Only to be read. */
export async function copyCheckout(target: string, signal?: AbortSignal): Promise<void> {
  const names = (await readdir(REPOSITORY_ROOT)).filter((name) => name !== '.git');
  await share(
    names.map((name) => join(REPOSITORY_ROOT, name)),
    target,
    signal,
  );
}

/** Puts folders and files into another folder: as hard links where that can be, for they are only read. */
export async function share(sources: readonly string[], target: string, signal?: AbortSignal): Promise<void> {
  const sameDisk = await sharesDisk(sources, target);
  await run(['cp', sameDisk ? '-al' : '-a', ...sources, target], signal === undefined ? {} : { signal });
}

async function sharesDisk(sources: readonly string[], target: string): Promise<boolean> {
  const disks = await Promise.all([...sources, target].map(async (path) => (await lstat(path)).dev));
  return new Set(disks).size === 1;
}
