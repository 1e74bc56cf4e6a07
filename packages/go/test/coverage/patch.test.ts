import { describe, expect, it } from 'vitest';
import { type CoverageBlock, coverLines, measurePatch } from '../../src/index.ts';

const SOURCE = `package p

func F(ok bool) int {
	// a comment counts for nothing
	x := 1

	if ok { x = 2 } else {
		x = 3
	}
	y := "é" + h(); g := func() { h() }
	return x +
		len(y)
}
`;
const block = (start: string, end: string, statements: number, count: number): CoverageBlock => {
  const [startLine = 0, startColumn = 0] = start.split('.').map(Number);
  const [endLine = 0, endColumn = 0] = end.split('.').map(Number);
  return { file: 'm/p/f.go', startLine, startColumn, endLine, endColumn, statements, count };
};
// as `go tool cover` splits it
const BLOCKS = [
  block('3.21', '7.8', 2, 1),
  block('7.8', '7.17', 1, 0),
  block('7.23', '9.3', 1, 1),
  block('10.2', '10.31', 2, 1),
  block('10.31', '10.38', 1, 0),
  block('11.2', '12.9', 1, 1),
];

const states = (blocks: readonly CoverageBlock[] = BLOCKS) =>
  coverLines(SOURCE, blocks).map(({ line, state }) => `${line} ${state}`);

describe('lines with code', () => {
  it('are those with more than brackets, comments and else; each is hit, hit in part or missed', () => {
    expect(states()).toEqual(['5 hit', '7 partial', '8 hit', '10 partial', '11 hit', '12 hit']);
  });

  it('begin and end with a block to the column', () => {
    const source =
      'package p\n\nfunc F() { a(); b() }\n\nvar x = 1\n\nfunc G() {\n\tc(); d()\n\te(); f()\n}\n';
    const of = (...own: readonly CoverageBlock[]) =>
      coverLines(source, own).map(({ line, state, blocks }) => `${line} ${state} ${blocks.length}`);
    expect(of(block('3.12', '3.17', 1, 1), block('3.17', '3.20', 1, 1))).toEqual(['3 hit 2']);
    expect(of(block('3.12', '3.17', 1, 1), block('3.17', '3.20', 1, 0))).toEqual(['3 partial 2']);
    expect(of(block('3.12', '3.17', 1, 0), block('3.17', '3.20', 1, 0))).toEqual(['3 missed 2']);
    expect(of(block('3.12', '3.20', 1, 1))).toEqual(['3 hit 1']);
    expect(of(block('3.13', '3.17', 1, 1))).toEqual([]); // no token but brackets
    expect(of(block('8.2', '9.2', 1, 1))).toEqual(['8 hit 1']);
    expect(of(block('8.2', '9.3', 1, 1))).toEqual(['8 hit 1', '9 hit 1']);
    expect(of(block('8.7', '9.2', 1, 1), block('9.2', '9.8', 1, 2))).toEqual(['8 hit 1', '9 hit 1']);
    expect(of(block('8.2', '9.8', 1, 1), block('9.7', '9.10', 1, 0))).toEqual(['8 hit 1', '9 partial 2']);
  });

  it('do not depend on the order of the blocks, and are none without blocks', () => {
    expect(states([...BLOCKS].reverse())).toEqual(states());
    expect(states([])).toEqual([]);
  });

  it('are missed where nothing ran', () => {
    expect(
      states(BLOCKS.map((item) => ({ ...item, count: 0 }))).every((line) => line.endsWith('missed')),
    ).toBe(true);
  });

  it('are found in a line of a megabyte as fast as in a short one', () => {
    const source = `package p\n\nfunc F() {\n${'x(); '.repeat(200_000)}\n}\n`;
    expect(coverLines(source, [block('3.12', '5.2', 200_000, 1)])).toHaveLength(1);
  });
});

describe('the patch', () => {
  const measure = (...added: readonly number[]) =>
    measurePatch([{ path: 'p/f.go', source: SOURCE, blocks: BLOCKS, added: new Set(added) }]);

  it('counts a block with all its statements when one of its lines is new', () => {
    expect(measure(5)).toEqual({
      statements: { covered: 2, statements: 2 },
      lines: { hit: 1, partial: 0, missed: 0 },
      uncovered: [],
    });
    expect(measure(7).statements).toEqual({ covered: 2, statements: 3 });
  });

  it('counts nothing for comments, blank lines and brackets', () => {
    expect(measure(1, 2, 3, 4, 6, 9, 13)).toEqual({
      statements: { covered: 0, statements: 0 },
      lines: { hit: 0, partial: 0, missed: 0 },
      uncovered: [],
    });
  });

  it('names what is not reached as ranges that a line that is, or is old, ends', () => {
    expect(measure(5, 6, 7, 8, 9, 10).uncovered).toEqual([
      { file: 'p/f.go', startLine: 7, endLine: 7 },
      { file: 'p/f.go', startLine: 10, endLine: 10 },
    ]);
    const missed = BLOCKS.map((item) => ({ ...item, count: 0 }));
    const ranges = (...added: readonly number[]) =>
      measurePatch([{ path: 'f', source: SOURCE, blocks: missed, added: new Set(added) }]).uncovered.map(
        ({ startLine, endLine }) => [startLine, endLine],
      );
    expect(ranges(4, 5, 6, 7, 8, 9, 10)).toEqual([[5, 10]]);
    expect(ranges(5, 7, 8, 10)).toEqual([
      [5, 5],
      [7, 8],
      [10, 10],
    ]);
  });

  it('is the sum over its files', () => {
    const file = { path: 'f', source: SOURCE, blocks: BLOCKS, added: new Set([5]) };
    expect(measurePatch([file, file]).statements).toEqual({ covered: 4, statements: 4 });
  });
});
