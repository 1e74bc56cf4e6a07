import { createHash } from 'node:crypto';
import { closeSync, fstatSync, lstatSync, openSync, readdirSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** More than the index of a pack of a hundred thousand outputs. */
const MOST_INDEX = 67_108_864;
const PIECE = 1_048_576;

/** Opens a file for some work; contents are read one by one, as all may be more than fits into memory. */
export async function withFile<T>(path: string, work: (file: number) => T | Promise<T>): Promise<T> {
  const file = openSync(path, 'r');
  try {
    return await work(file);
  } finally {
    closeSync(file);
  }
}

/** The index of a pack: its first line, with its end. */
export function readIndexLine(file: number): string | undefined {
  const pieces: Buffer[] = [];
  for (let at = 0; at < MOST_INDEX; at += PIECE) {
    const piece = readAt(file, at, PIECE);
    const end = piece.indexOf(10);
    pieces.push(end < 0 ? piece : piece.subarray(0, end + 1));
    if (end >= 0) return Buffer.concat(pieces).toString('utf8');
    if (piece.length < PIECE) break;
  }
  return undefined;
}

/** What there is from a place on, no more than `size` bytes. */
export function readAt(file: number, place: number, size: number): Buffer {
  const room = Buffer.allocUnsafe(Math.min(size, Math.max(0, fstatSync(file).size - place)));
  let read = 0;
  while (read < room.length) {
    const more = readSync(file, room, read, room.length - read, place + read);
    if (more === 0) break;
    read += more;
  }
  return room.subarray(0, read);
}

/** Writes all of it. */
export function writeAll(file: number, content: Uint8Array): void {
  for (let at = 0; at < content.length; ) at += writeSync(file, content, at);
}

/** Bytes of the files in a folder; 0 where there is none. */
export function bytesBelow(folder: string): number {
  try {
    const sizes = readdirSync(folder).map((name) => lstatSync(join(folder, name)).size);
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

/** Hex sha256. */
export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
