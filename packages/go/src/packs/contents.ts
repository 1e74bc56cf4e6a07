import { promisify } from 'node:util';
import { constants, type ZstdOptions, zstdCompress, zstdDecompress } from 'node:zlib';
import { readAt, writeAll } from './pack-file.ts';

/** Contents lie in frames of about this size, each compressed by itself: two are worked on at the same time. */
const FRAME = 32 * 1_048_576;
/** No archive of a module may have more, and no compiled package comes near it. */
export const MOST_CONTENT: number = 500 * 1_048_576;
/** Length of a frame as it is stored, and of what is in it. */
const HEAD = 8;

const compress = promisify<Uint8Array, ZstdOptions, Buffer>(zstdCompress);
const decompress = promisify<Uint8Array, ZstdOptions, Buffer>(zstdDecompress);

/**
 * Of 60 MB of compiled packages, in seconds of one processor: 3 takes 0.7 and leaves 9.9 MB, 5 takes 1.0 and leaves 9.6,
 * 6 takes 1.2 and leaves 9.25, 7 takes 1.4 and leaves 9.1, 9 takes 2.1 and leaves 8.95. A first build waits for it with all
 * that it compiled, and each later one for the bytes: behind 6 a byte less costs more and more.
 */
const SETTINGS = {
  [constants.ZSTD_c_compressionLevel]: 6,
  [constants.ZSTD_c_enableLongDistanceMatching]: 1,
  [constants.ZSTD_c_windowLog]: 25,
};

/** Appends contents to a pack. Says whether it came to the end: a content that is undefined is not what it should be. */
export async function writeContents(
  file: number,
  contents: Iterable<Uint8Array | undefined>,
): Promise<boolean> {
  let frame: Uint8Array[] = [];
  let size = 0;
  let before: Promise<Buffer> = Promise.resolve(Buffer.alloc(0));
  const end = async (): Promise<void> => {
    const [ready, next] = [before, pressed(Buffer.concat(frame))];
    [before, frame, size] = [next, [], 0];
    writeAll(file, await ready);
  };
  for (const content of contents) {
    if (content === undefined) {
      await before;
      return false;
    }
    if (size > 0 && size + content.length > FRAME) await end();
    frame.push(content);
    size += content.length;
  }
  if (size > 0) await end();
  writeAll(file, await before);
  return true;
}

async function pressed(content: Buffer): Promise<Buffer> {
  const body = await compress(content, { params: SETTINGS, chunkSize: roomFor(content.length) });
  const head = Buffer.alloc(HEAD);
  head.writeUInt32LE(body.length, 0);
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, body]);
}

/**
 * Hands on the contents of a pack one after the other. Says whether all were there, whoever takes them found nothing
 * wrong, and nothing lies behind them.
 */
export async function readContents(
  file: number,
  start: number,
  sizes: readonly number[],
  take: (content: Buffer, index: number) => boolean,
): Promise<boolean> {
  const next = openFrames(file, start);
  const waiting = [next(), next()]; // the second is unpacked while the first is taken
  let frame: Buffer = Buffer.alloc(0);
  for (const [index, size] of sizes.entries()) {
    if (frame.length === 0 && size > 0) {
      const came = await waiting.shift();
      waiting.push(next());
      if (came === undefined) return false;
      frame = came;
    }
    if (size > frame.length || !take(frame.subarray(0, size), index)) return false;
    frame = frame.subarray(size);
  }
  return frame.length === 0 && waiting[0] === undefined;
}

/** Gives what unpacks the next frame: undefined after the last, and a promise of undefined for one that is none. */
function openFrames(file: number, start: number): () => Promise<Buffer | undefined> | undefined {
  let at = start;
  return () => {
    const head = readAt(file, at, HEAD);
    if (head.length === 0) return undefined;
    const [stored, size] = head.length < HEAD ? [0, 0] : [head.readUInt32LE(0), head.readUInt32LE(4)];
    const body = readAt(file, at + HEAD, stored);
    at += HEAD + body.length;
    if (size === 0 || size > FRAME + MOST_CONTENT || body.length !== stored)
      return Promise.resolve(undefined);
    return decompress(body, { chunkSize: roomFor(size), maxOutputLength: size }).then(
      (content) => (content.length === size ? content : undefined),
      () => undefined,
    );
  };
}

/** Enough to be done at once: each piece of an output costs a turn of the event loop. */
function roomFor(size: number): number {
  return Math.max(size + (size >> 8) + 1024, 1024);
}
