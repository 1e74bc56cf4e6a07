import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The folder in which the runner of the demo keeps compiled packages from one job and one demo to the next, as a runner of
 * one's own does. The first time it begins with what was compiled for the image's builds, so that nothing is compiled twice.
 */
export async function runnerCache(runnerState: string, compiled: string): Promise<string> {
  const folder = join(runnerState, 'go-build');
  if (existsSync(folder) || !existsSync(compiled)) return folder;
  await mkdir(runnerState, { recursive: true });
  const half = await mkdtemp(`${folder}.half-`);
  try {
    await cp(compiled, half, { recursive: true, preserveTimestamps: true });
    await rename(half, folder);
  } catch (error) {
    // another demo was first
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(half, { recursive: true, force: true });
  }
  return folder;
}
