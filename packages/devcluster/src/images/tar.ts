/** One file of an archive. */
export interface TarEntry {
  readonly path: string;
  readonly content: Buffer;
  readonly mode?: number;
}

const BLOCK = 512;

/** A ustar archive of plain files with fixed owner and time, so that equal input gives equal bytes. */
export function makeTar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap((entry) => [header(entry), entry.content, padding(entry.content.length)]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function padding(length: number): Buffer {
  return Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);
}

/** The header block of POSIX.1-1988 (ustar): numbers are octal text, the checksum counts its own field as spaces. */
function header(entry: TarEntry): Buffer {
  if (Buffer.byteLength(entry.path) > 100)
    throw new RangeError(`path too long for a ustar header: ${entry.path}`);
  const block = Buffer.alloc(BLOCK);
  block.write(entry.path, 0);
  block.write(`${octal(entry.mode ?? 0o644, 7)}\0`, 100);
  block.write(`${octal(0, 7)}\0`, 108);
  block.write(`${octal(0, 7)}\0`, 116);
  block.write(`${octal(entry.content.length, 11)}\0`, 124);
  block.write(`${octal(0, 11)}\0`, 136);
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

function octal(value: number, width: number): string {
  return value.toString(8).padStart(width, '0');
}
