import { parseCoverageMetadata } from '@fairlead/go';
import { describe, expect, it } from 'vitest';

const MAGIC = [0, 0x63, 0x76, 0x6d];

/** A number in ULEB128, as Go writes it. */
function uleb(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...uleb(Math.floor(value / 128))];
}

const text = (words: string): number[] => [...uleb(Buffer.byteLength(words)), ...Buffer.from(words)];
const word32 = (value: number): number[] => [...Buffer.from(Uint32Array.of(value).buffer)];
const word64 = (value: number): number[] => [...word32(value), ...word32(0)];

/** A package with one function for each list of blocks; a block is its four positions and its statements. */
function packageOf(file: string, functions: readonly (readonly (readonly number[])[])[]): number[] {
  const names = [...uleb(2), ...text('F'), ...text(file)];
  const bodies = functions.map((blocks) => [
    ...[blocks.length, 0, 1].flatMap(uleb),
    ...blocks.flat().flatMap(uleb),
    0,
  ]);
  let at = 44 + 4 * functions.length + names.length;
  const offsets = bodies.flatMap((body) => {
    const offset = word32(at);
    at += body.length;
    return offset;
  });
  return [...Array<number>(40).fill(0), ...word32(functions.length), ...offsets, ...names, ...bodies.flat()];
}

/** A meta-data file of these packages. */
function metadata(...packages: readonly number[][]): Uint8Array {
  let at = 56 + 16 * packages.length;
  const offsets = packages.flatMap((one) => {
    const offset = word64(at);
    at += one.length;
    return offset;
  });
  const lengths = packages.flatMap((one) => word64(one.length));
  const header = [
    ...MAGIC,
    ...word32(1),
    ...word64(at),
    ...word64(packages.length),
    ...Array<number>(32).fill(0),
  ];
  return Uint8Array.from([...header, ...offsets, ...lengths, ...packages.flat()]);
}

const block = (
  file: string,
  [startLine, startColumn, endLine, endColumn, statements]: readonly number[],
) => ({
  file,
  startLine,
  startColumn,
  endLine,
  endColumn,
  statements,
  count: 0,
});

describe('meta-data of the cover tool', () => {
  it('has the blocks of all functions of all packages, none of them executed', () => {
    const [one, two, three] = [
      [1, 2, 3, 4, 5],
      [6, 7, 8, 9, 10],
      [11, 12, 13, 14, 15],
    ] as const;
    expect(
      parseCoverageMetadata(metadata(packageOf('m/a.go', [[one, two], []]), packageOf('n/b.go', [[three]]))),
    ).toEqual([block('m/a.go', one), block('m/a.go', two), block('n/b.go', three)]);
  });

  it.each([127, 128, 300, 20_000])('a number that takes more than one byte is read whole: %i', (line) => {
    const long = [line, 2, line, 9, 1];
    expect(parseCoverageMetadata(metadata(packageOf('m/a.go', [[long]])))).toEqual([block('m/a.go', long)]);
  });

  it('a package without functions has no blocks, and its names may end the file', () => {
    expect(parseCoverageMetadata(metadata(packageOf('m/a.go', [])))).toEqual([]);
  });
});

describe('meta-data that cannot be read is refused', () => {
  it('of another kind or version', () => {
    expect(() => parseCoverageMetadata(new Uint8Array(60))).toThrow('it is no meta-data file');
    const header = metadata();
    header.set([2], 4);
    expect(() => parseCoverageMetadata(header)).toThrow('its version is 2, not 1');
    expect(parseCoverageMetadata(metadata())).toEqual([]);
  });

  it.each([
    ['in its header', metadata(packageOf('m/a.go', [[[1, 2, 3, 4, 5]]])).subarray(0, 60), RangeError],
    ['in a block', metadata(packageOf('m/a.go', [[[1, 2, 3, 4, 5]]])).subarray(0, -2), 'it ends too early'],
    ['in the name of a file', metadata(packageOf('m/a.go', [])).subarray(0, -1), 'it ends too early'],
  ])('cut off %s', (_, bytes, problem) => {
    expect(() => parseCoverageMetadata(bytes)).toThrow(problem);
  });
});
