import { crc32, deflateRawSync } from 'node:zlib';
import type { TarEntry } from './make-tar.ts';

/** The first of January 1980, where the time of zip begins: equal input gives equal bytes. */
const DATE = 0x21;
const NAMES_IN_UTF8 = 0x0800;
const DEFLATE = 8;
const MADE_ON_UNIX = 0x0314;

/** A zip archive of plain files (PKWARE's APPNOTE 6.3), below 4 GB. */
export function makeZip(entries: readonly TarEntry[]): Buffer {
  const bodies: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { path, content, mode = 0o644 } of entries) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(content, { level: 9 });
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(NAMES_IN_UTF8, 2);
    common.writeUInt16LE(DEFLATE, 4);
    common.writeUInt16LE(DATE, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    bodies.push(signed(0x04034b50), common, name, packed);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((0o100000 + mode) * 0x10000, 6);
    tail.writeUInt32LE(offset, 10);
    const made = Buffer.alloc(2);
    made.writeUInt16LE(MADE_ON_UNIX);
    directory.push(signed(0x02014b50), made, common, tail, name);
    offset += 4 + common.length + name.length + packed.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, ...directory, signed(0x06054b50), end]);
}

function signed(signature: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(signature);
  return bytes;
}
