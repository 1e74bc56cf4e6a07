import type { CoverageBlock } from './profile.ts';

/** Sizes and places in the format of `internal/coverage` (defs.go and decodemeta of the Go sources), version 1. */
const MAGIC = [0x00, 0x63, 0x76, 0x6d];
const FILE_HEADER = 56;
const PACKAGE_HEADER = 44;

/**
 * Reads the blocks out of a meta-data file that `go tool cover` wrote for one package; none of them was executed.
 *
 * @throws RangeError for a file of another format or version.
 */
export function parseCoverageMetadata(bytes: Uint8Array): readonly CoverageBlock[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) throw new RangeError('it is no meta-data file');
  const version = view.getUint32(4, true);
  if (version !== 1) throw new RangeError(`its version is ${version}, not 1`);
  const entries = Number(view.getBigUint64(16, true));
  return Array.from({ length: entries }, (_, index) => {
    const offset = Number(view.getBigUint64(FILE_HEADER + 8 * index, true));
    return readPackage(bytes.subarray(offset));
  }).flat();
}

function readPackage(bytes: Uint8Array): CoverageBlock[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const functions = view.getUint32(PACKAGE_HEADER - 4, true);
  const names = readNames(new Reader(bytes, PACKAGE_HEADER + 4 * functions));
  const blocks: CoverageBlock[] = [];
  for (let index = 0; index < functions; index++) {
    const reader = new Reader(bytes, view.getUint32(PACKAGE_HEADER + 4 * index, true));
    const units = reader.number();
    reader.number(); // the function's name
    const file = names[reader.number()] ?? '';
    for (let unit = 0; unit < units; unit++) blocks.push(readUnit(reader, file));
  }
  return blocks;
}

function readNames(reader: Reader): readonly string[] {
  return Array.from({ length: reader.number() }, () => reader.text(reader.number()));
}

function readUnit(reader: Reader, file: string): CoverageBlock {
  const startLine = reader.number();
  const startColumn = reader.number();
  const endLine = reader.number();
  const endColumn = reader.number();
  return { file, startLine, startColumn, endLine, endColumn, statements: reader.number(), count: 0 };
}

/** Numbers in ULEB128 and texts, one after the other. */
class Reader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  number(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError('it ends too early');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  text(length: number): string {
    if (this.#at + length > this.#bytes.length) throw new RangeError('it ends too early');
    this.#at += length;
    return Buffer.from(this.#bytes.subarray(this.#at - length, this.#at)).toString();
  }
}
