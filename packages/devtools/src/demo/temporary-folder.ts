import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Temporary files of the demo go away with its folder, also when it is killed. */
function temporaryFolder(folder: string): string {
  return join(folder, 'tmp');
}

/** From now on this process and what it starts put temporary files below the demo's folder. */
export async function useTemporaryFolder(folder: string): Promise<void> {
  process.env['TMPDIR'] = temporaryFolder(folder);
  await mkdir(temporaryFolder(folder), { recursive: true });
}

/** Removes them. */
export function removeTemporaryFolder(folder: string): Promise<void> {
  return rm(temporaryFolder(folder), { recursive: true, force: true, maxRetries: 3 });
}
