/** One file of an archive. */
export interface TarEntry {
  readonly path: string;
  readonly content: Uint8Array;
  readonly mode?: number;
}

const BLOCK = 512;

/** A ustar archive of plain files with fixed owner and time (seconds), so that equal input gives equal bytes. */
export function makeTar(entries: readonly TarEntry[], time = 0): Buffer {
  const blocks = entries.flatMap((entry) => {
    const long = nameFits(entry.path) ? [] : [...file(paxName(entry.path), time, 'x')];
    return [...long, ...file(entry, time, '0')];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function file(entry: TarEntry, time: number, type: '0' | 'x'): Uint8Array[] {
  return [header(entry, time, type), entry.content, padding(entry.content.length)];
}

function nameFits(path: string): boolean {
  return Buffer.byteLength(path) <= 100;
}

/** A record of POSIX.1-2001 (pax) that gives the next file its whole name: `LENGTH path=NAME\n`, its own length counted. */
function paxName(path: string): TarEntry {
  const rest = Buffer.byteLength(` path=${path}\n`);
  let length = rest;
  while (length !== rest + String(length).length) length = rest + String(length).length;
  return { path: 'PaxHeaders/name', content: Buffer.from(`${length} path=${path}\n`) };
}

function padding(length: number): Buffer {
  return Buffer.alloc((BLOCK - (length % BLOCK)) % BLOCK);
}

/** The header block of POSIX.1-1988 (ustar): numbers are octal text, the checksum counts its own field as spaces. */
function header(entry: TarEntry, time: number, type: '0' | 'x'): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(entry.path, 0, 100);
  block.write(`${octal(entry.mode ?? 0o644, 7)}\0`, 100);
  block.write(`${octal(0, 7)}\0`, 108);
  block.write(`${octal(0, 7)}\0`, 116);
  block.write(`${octal(entry.content.length, 11)}\0`, 124);
  block.write(`${octal(time, 11)}\0`, 136);
  block.write('        ', 148);
  block.write(type, 156);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

function octal(value: number, width: number): string {
  return value.toString(8).padStart(width, '0');
}
