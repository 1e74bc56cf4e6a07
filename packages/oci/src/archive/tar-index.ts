import { type FileHandle, open } from 'node:fs/promises';

const BLOCK = 512;

/** Where an entry's content stands in a tar file. */
export interface TarEntry {
  readonly offset: number;
  readonly size: number;
  /** The entry that a link stands for, as written in the archive. */
  readonly link: string | undefined;
}

/** Lists a tar file's entries by name without reading their content (POSIX ustar; `docker save` writes no more than that). */
export async function indexTar(path: string): Promise<ReadonlyMap<string, TarEntry>> {
  const entries = new Map<string, TarEntry>();
  const file = await open(path);
  try {
    for (let position = 0; ; ) {
      const header = await readBlock(file, position);
      if (header === undefined || header.every((byte) => byte === 0)) return entries;
      const size = readOctal(header, 124, 12);
      const offset = position + BLOCK;
      const isLink = header[156] === 0x32;
      entries.set(entryName(header), { offset, size, link: isLink ? readText(header, 157, 100) : undefined });
      position = offset + Math.ceil(size / BLOCK) * BLOCK;
    }
  } finally {
    await file.close();
  }
}

async function readBlock(file: FileHandle, position: number): Promise<Buffer | undefined> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(BLOCK), 0, BLOCK, position);
  return bytesRead === BLOCK ? buffer : undefined;
}

function entryName(header: Buffer): string {
  const prefix = readText(header, 345, 155);
  const name = readText(header, 0, 100);
  return prefix === '' ? name : `${prefix}/${name}`;
}

function readText(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString('utf8');
}

function readOctal(header: Buffer, start: number, length: number): number {
  // sizes of 8 GiB and more are written in base 256, marked by the first bit
  if (((header[start] ?? 0) & 0x80) !== 0) return Number(header.readBigUInt64BE(start + length - 8));
  return Number.parseInt(readText(header, start, length).trim() || '0', 8);
}
