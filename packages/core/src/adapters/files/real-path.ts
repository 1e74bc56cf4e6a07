import { readlink, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** As many links in a row as Linux follows. */
const MOST_LINKS = 40;

/**
 * Where a path really is, after all links. Unlike the system's own realpath it has an answer for what is not there: the
 * rest of the path as it was written, and for a link that leads to nothing the place where a write would make a file.
 *
 * @throws Error ELOOP when links go round.
 */
export async function realPath(path: string, followed = 0): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ELOOP' || followed > MOST_LINKS) throw loop(path);
    const parent = dirname(path);
    if (parent === path) return path;
    const folder = await realPath(parent, followed);
    const target = await targetOf(join(folder, basename(path)));
    if (target === undefined) return join(folder, basename(path));
    return realPath(resolve(folder, target), followed + 1);
  }
}

async function targetOf(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch {
    return undefined; // not a link, not there, or not to be read: then nothing can be reached through it either
  }
}

function loop(path: string): Error {
  return Object.assign(new Error(`ELOOP: too many links, '${path}'`), { code: 'ELOOP' });
}
