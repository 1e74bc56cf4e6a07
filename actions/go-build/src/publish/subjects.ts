import { basename } from 'node:path';

/** A file that is handed over. */
interface Subject {
  readonly path: string;
  readonly sha256: string;
}

/**
 * What the input `subject-checksums` of actions/attest takes as it is: a line for each file, by the name under which it is
 * handed on, or by its path where others have that name too.
 */
export function writeSubjects(made: readonly Subject[]): string {
  const counts = new Map<string, number>();
  for (const { path } of made) counts.set(basename(path), (counts.get(basename(path)) ?? 0) + 1);
  return made
    .map(({ path, sha256 }) => `${sha256}  ${counts.get(basename(path)) === 1 ? basename(path) : path}`)
    .join('\n');
}
