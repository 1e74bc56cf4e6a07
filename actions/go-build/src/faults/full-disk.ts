import { join } from 'node:path';
import { classifyError, ExternalError, type Files } from '@fairlead/core';

/** Enough to fill what is left of a disk on which Go could not write a file of its cache. */
const PROBE_BYTES = 256 * 1024;

/** Writes into the folders that Go writes to, where it failed without a reason: the error for the first that is full. */
export async function findFullDisk(
  files: Files,
  folders: readonly string[],
  doing: string,
): Promise<ExternalError | undefined> {
  for (const folder of folders) {
    const probe = join(folder, '.fairlead-room');
    try {
      await files.write(probe, new Uint8Array(PROBE_BYTES));
    } catch (error) {
      const { code, message } = classifyError(error);
      if (code === 'DISK_FULL')
        return new ExternalError({
          code: 'DISK_FULL',
          message: `while ${doing}: ${message}`,
          hint: 'make room on the runner or take a larger one; GOCACHE and TMPDIR in env move what Go writes',
          cause: error,
        });
    } finally {
      await files.remove(probe);
    }
  }
  return undefined;
}
