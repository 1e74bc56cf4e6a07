import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { formatBytes } from '../util/bytes.ts';
import { ExternalError } from './kinds.ts';

const CODES: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

/** What to do about a full disk. */
export const DISK_FULL_HINT =
  'make room on the runner, for example by removing images and caches, or take a larger one';

/** Whether the system refused to write for want of room. */
export function isDiskFull(thrown: unknown): boolean {
  return CODES.has((thrown as NodeJS.ErrnoException | undefined)?.code ?? '');
}

/** The error for a full disk: which folder, what is free there, what to do. `path` is what was being written. */
export function diskFull(thrown: unknown, path?: string): ExternalError {
  const error = thrown as NodeJS.ErrnoException;
  const place = path ?? error.path;
  const where = place === undefined ? undefined : describeDisk(place);
  const message = where ?? `the disk is full: ${error.message}`;
  return new ExternalError({ code: 'DISK_FULL', message, hint: DISK_FULL_HINT, cause: thrown });
}

/** The nearest folder that is there, and what is left of its disk. */
function describeDisk(path: string): string | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    try {
      const { bavail, bsize, files, ffree } = statfsSync(folder);
      const noEntries = files > 0 && ffree === 0;
      const left = noEntries ? 'no room for another file' : `${formatBytes(bavail * bsize)} free`;
      return `the disk is full: ${left} in ${folder}`;
    } catch {
      if (dirname(folder) === folder) return undefined;
    }
  }
}
