import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { PolicyError } from '../../errors/kinds.ts';
import { formatBytes } from '../../util/bytes.ts';

/** A piece of a file that is hashed. */
const PIECE = 1_048_576;
/** What is looked for behind the end: some files in /proc cannot be read byte by byte. */
const BEYOND = 4096;

/**
 * Reads a whole file, and no more than it says it has. A link that was committed may lead to a device or into /proc, where
 * there is no end.
 *
 * @throws PolicyError FILE_NOT_PLAIN.
 */
export function readPlain(path: string, most: number): Promise<Buffer> {
  return withPlain(path, async (handle, size) => {
    if (size > most) throw notPlain(path, `has ${formatBytes(size)}, at most ${formatBytes(most)} are read`);
    const room = Buffer.allocUnsafe(size + BEYOND);
    let at = 0;
    for (let read = 1; read > 0 && at <= size; at += read)
      read = (await handle.read(room, at, room.length - at)).bytesRead;
    if (at > size) throw notPlain(path, MORE);
    return room.subarray(0, at);
  });
}

/**
 * Hex sha256 of a file of any size.
 *
 * @throws PolicyError FILE_NOT_PLAIN.
 */
export function hashPlain(path: string): Promise<string> {
  return withPlain(path, async (handle, size) => {
    const hash = createHash('sha256');
    const room = Buffer.allocUnsafe(PIECE);
    let at = 0;
    for (let read = 1; read > 0; at += read) {
      read = (await handle.read(room, 0, room.length)).bytesRead;
      if (at + read > size) throw notPlain(path, MORE);
      hash.update(room.subarray(0, read));
    }
    return hash.digest('hex');
  });
}

const MORE = 'has more in it than its size says';

/** Opening does not wait for somebody at the other end, as it would with a named pipe. */
async function withPlain<T>(
  path: string,
  work: (handle: FileHandle, size: number) => Promise<T>,
): Promise<T> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    // the system itself says no to a folder
    if (!found.isFile() && !found.isDirectory()) throw notPlain(path, 'is a device or the like');
    return await work(handle, found.size);
  } finally {
    await handle.close();
  }
}

function notPlain(path: string, why: string): PolicyError {
  return new PolicyError({
    code: 'FILE_NOT_PLAIN',
    message: `${path} is not read: it ${why}`,
    hint: 'if it is a link, remove it from the repository',
  });
}
