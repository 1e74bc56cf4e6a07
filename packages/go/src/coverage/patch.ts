import { coverLines } from './line-coverage.ts';
import type { CoverageBlock } from './profile.ts';
import type { StatementCount } from './ratio.ts';

/** A file of a change: its source as it was tested, its blocks, and the numbers of the lines that are new. */
export interface ChangedFile {
  /** The path to show. */
  readonly path: string;
  readonly source: string;
  readonly blocks: readonly CoverageBlock[];
  readonly added: ReadonlySet<number>;
}

/** Lines of a change by how the tests reached them. */
export interface LineCount {
  readonly hit: number;
  readonly partial: number;
  readonly missed: number;
}

/** New lines beside each other that no test reaches whole. Both ends count. */
export interface UncoveredRange {
  readonly file: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** What tests reach of a change. */
export interface PatchCoverage {
  /** A block counts with all its statements when code on one of its lines is new. */
  readonly statements: StatementCount;
  readonly lines: LineCount;
  readonly uncovered: readonly UncoveredRange[];
}

/** Measures what is new of some files. */
export function measurePatch(files: readonly ChangedFile[]): PatchCoverage {
  const lines = { hit: 0, partial: 0, missed: 0 };
  const uncovered: UncoveredRange[] = [];
  let [covered, statements] = [0, 0];
  for (const file of files) {
    const touched = new Set<CoverageBlock>();
    let range: { file: string; startLine: number; endLine: number } | undefined;
    for (const { line, state, blocks } of coverLines(file.source, file.blocks)) {
      if (!file.added.has(line)) continue;
      lines[state] += 1;
      for (const block of blocks) touched.add(block);
      if (state === 'hit') {
        range = undefined;
        continue;
      }
      if (range !== undefined && isOneRange(range.endLine, line, file.added)) range.endLine = line;
      else {
        range = { file: file.path, startLine: line, endLine: line };
        uncovered.push(range);
      }
    }
    for (const block of touched) {
      statements += block.statements;
      if (block.count > 0) covered += block.statements;
    }
  }
  return { statements: { covered, statements }, lines, uncovered };
}

/** Only new lines without code stand between. */
function isOneRange(end: number, line: number, added: ReadonlySet<number>): boolean {
  for (let between = end + 1; between < line; between++) if (!added.has(between)) return false;
  return true;
}
