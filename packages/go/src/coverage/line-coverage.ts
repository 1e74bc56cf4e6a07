import { visitTokens } from '../source/go-tokens.ts';
import { createColumns } from './columns.ts';
import type { CoverageBlock } from './profile.ts';

/** How the tests reached a line: all of what stands on it, a part of it, nothing. */
export type LineState = 'hit' | 'partial' | 'missed';

/** A line that holds code, and the blocks that it is of. */
export interface CoveredLine {
  readonly line: number;
  readonly state: LineState;
  readonly blocks: readonly CoverageBlock[];
}

/** These alone do nothing that a test could reach. */
const IDLE = new Set(['{', '}', '(', ')', '[', ']', 'else', ',', ';']);

/**
 * The lines of a Go file that tests can reach, in order. A line counts when it holds a token other than brackets and
 * `else` inside of a block: blank lines and comments that a block spans do not. The time grows with the size of file
 * and blocks alone.
 */
export function coverLines(source: string, blocks: readonly CoverageBlock[]): readonly CoveredLine[] {
  const sorted = [...blocks].sort((a, b) => a.startLine - b.startLine || a.startColumn - b.startColumn);
  const columnOf = createColumns(source);
  const lines: { line: number; own: Set<CoverageBlock> }[] = [];
  let next = 0;
  let open: CoverageBlock[] = [];
  let told: CoverageBlock[] | undefined; // what the last line already has
  visitTokens(source, (text, start, line) => {
    if (IDLE.has(text)) return;
    const column = columnOf(start);
    const first = next;
    for (let block = sorted[next]; block !== undefined && begins(block, line, column); block = sorted[next])
      next += 1;
    if (next > first) open = [...open, ...sorted.slice(first, next)];
    if (open.some((block) => ended(block, line, column)))
      open = open.filter((block) => !ended(block, line, column));
    if (open.length === 0) return;
    let last = lines.at(-1);
    if (last?.line === line && told === open) return;
    if (last?.line !== line) {
      last = { line, own: new Set() };
      lines.push(last);
    }
    for (const block of open) last.own.add(block);
    told = open;
  });
  return lines.map(({ line, own }) => ({ line, state: stateOf(own), blocks: [...own] }));
}

function begins(block: CoverageBlock, line: number, column: number): boolean {
  return block.startLine < line || (block.startLine === line && block.startColumn <= column);
}

function ended(block: CoverageBlock, line: number, column: number): boolean {
  return block.endLine < line || (block.endLine === line && block.endColumn <= column);
}

function stateOf(blocks: ReadonlySet<CoverageBlock>): LineState {
  let hit = 0;
  for (const { count } of blocks) if (count > 0) hit += 1;
  if (hit === blocks.size) return 'hit';
  return hit === 0 ? 'missed' : 'partial';
}
