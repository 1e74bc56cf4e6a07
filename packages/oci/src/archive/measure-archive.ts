import { createReadStream } from 'node:fs';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { indexTar, type TarEntry } from './tar-index.ts';

/** An image in an archive of `docker save`, measured as a registry would store it. */
export interface MeasuredArchive {
  /** The parsed image config. */
  readonly config: unknown;
  /** Bytes of each layer after gzip, in the order of the image. */
  readonly layers: readonly number[];
}

/** One image of `manifest.json` in an archive. */
interface ArchiveManifest {
  readonly Config: string;
  readonly Layers: readonly string[];
}

/**
 * Measures how large an image will be in a registry, before it is pushed. Layers that are stored uncompressed are
 * compressed as docker does it (gzip level 6) and only counted; the result differs from docker's by under a percent.
 *
 * @throws Error when the file is not an archive of `docker save`.
 */
export async function measureArchive(path: string, signal?: AbortSignal): Promise<MeasuredArchive> {
  const entries = await indexTar(path);
  const [image] = JSON.parse(await readEntry(path, entries, 'manifest.json')) as readonly ArchiveManifest[];
  if (image === undefined) throw new Error('the archive holds no image');
  const config: unknown = JSON.parse(await readEntry(path, entries, image.Config));
  const layers: number[] = [];
  for (const name of image.Layers) layers.push(await gzippedSize(path, find(entries, name), signal));
  return { config, layers };
}

function find(entries: ReadonlyMap<string, TarEntry>, name: string): TarEntry {
  const entry = entries.get(name);
  if (entry === undefined) throw new Error(`the archive has no ${name}`);
  if (entry.link === undefined) return entry;
  return find(entries, posix.join(posix.dirname(name), entry.link));
}

async function readEntry(
  path: string,
  entries: ReadonlyMap<string, TarEntry>,
  name: string,
): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of streamOf(path, find(entries, name))) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function gzippedSize(path: string, entry: TarEntry, signal?: AbortSignal): Promise<number> {
  if (await isCompressed(path, entry)) return entry.size;
  let bytes = 0;
  const count = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) bytes += chunk.length;
  };
  const options = signal === undefined ? {} : { signal };
  await pipeline(streamOf(path, entry), createGzip({ level: 6 }), count, options);
  return bytes;
}

/** Engines with the containerd image store save layers as they are stored: gzip or zstd. */
async function isCompressed(path: string, entry: TarEntry): Promise<boolean> {
  for await (const chunk of streamOf(path, { ...entry, size: Math.min(entry.size, 4) })) {
    const magic = (chunk as Buffer).toString('hex');
    return magic.startsWith('1f8b') || magic.startsWith('28b52ffd');
  }
  return false;
}

function streamOf(path: string, { offset, size }: TarEntry): Readable {
  if (size === 0) return Readable.from([]);
  return createReadStream(path, { start: offset, end: offset + size - 1 });
}
