import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** A pack of one frame with another index, another content, or both: what its writer would have made of them. */
export function changePack(pack: Buffer, change: (text: string) => string): Buffer {
  const start = pack.indexOf(10) + 1;
  const content = zstdDecompressSync(pack.subarray(start + 8)).toString('latin1');
  const changed = Buffer.from(change(pack.subarray(0, start).toString('latin1') + content), 'latin1');
  const [line, body] = [
    changed.subarray(0, changed.indexOf(10) + 1),
    changed.subarray(changed.indexOf(10) + 1),
  ];
  const stored = zstdCompressSync(body);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(stored.length, 0);
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([line, head, stored]);
}
