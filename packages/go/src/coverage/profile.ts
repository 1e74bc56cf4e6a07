import { ToolError } from '@fairlead/core';

/** How counters were kept. `set`: hit or not; `count` and `atomic`: number of executions. */
export type CoverageMode = 'set' | 'count' | 'atomic';

/** One basic block of the profile. Positions count from 1; the end is exclusive. */
export interface CoverageBlock {
  /** Import path of the package, a slash and the file's name. */
  readonly file: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly statements: number;
  readonly count: number;
}

/** A profile whose blocks are unique by file and all four positions. */
export interface CoverageProfile {
  readonly mode: CoverageMode;
  readonly blocks: readonly CoverageBlock[];
}

/** Longer than any path with its numbers: a line that is longer is no block. */
const LINE_CHARACTERS = 8_192;
const LINE = /^(.+):(\d+)\.(\d+),(\d+)\.(\d+) (\d+) (\d+)$/;

/**
 * Reads the text format of `go test -coverprofile`. A block that appears several times (one per test binary with
 * `-coverpkg`) is merged: `set` keeps a hit, the counting modes add up.
 *
 * @throws ToolError GO_PROFILE_INVALID when a line cannot be read or two copies of a block disagree.
 */
export function parseCoverageProfile(text: string): CoverageProfile {
  const head = lineAt(text, 0);
  const mode = readMode(text.slice(0, head.end));
  const copies = new Copies(text);
  let number = 1;
  for (let at = head.next; at < text.length; ) {
    number += 1;
    const { end, next } = lineAt(text, at);
    if (end > at) copies.add(at, end, number);
    at = next;
  }
  const merged = new Map<string, CoverageBlock>();
  for (const { start, count, line } of copies.found)
    addBlock(merged, readBlock(`${start} ${count}`, line), mode);
  return { mode, blocks: [...merged.values()].sort(byPlace) };
}

function byPlace(a: CoverageBlock, b: CoverageBlock): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (
    a.startLine - b.startLine ||
    a.startColumn - b.startColumn ||
    a.endLine - b.endLine ||
    a.endColumn - b.endColumn
  );
}

/** Where the line that begins at an offset ends, and the next one begins. */
function lineAt(text: string, at: number): { readonly end: number; readonly next: number } {
  const found = text.indexOf('\n', at);
  const end = found === -1 ? text.length : found;
  return { end: end > at && text[end - 1] === '\r' ? end - 1 : end, next: end + 1 };
}

/** The lines of one block: what stands before their counts, the sum of these, and the number of the first. */
interface Copy {
  readonly start: string;
  count: number;
  readonly line: number;
}

/**
 * Sums lines up by what stands before their count. With -coverpkg each test binary writes every block, in the same order,
 * so the next line is mostly the one that followed the last time: nothing is cut out or looked up then.
 */
class Copies {
  readonly found: Copy[] = [];
  readonly #text: string;
  readonly #known = new Map<string, number>();
  #next = 0;

  constructor(text: string) {
    this.#text = text;
  }

  add(at: number, end: number, line: number): void {
    const text = this.#text;
    const expected = this.found[this.#next];
    if (expected !== undefined && text.startsWith(expected.start, at)) {
      const space = at + expected.start.length;
      const more = text[space] === ' ' ? readCount(text, space + 1, end) : undefined;
      if (more !== undefined) {
        expected.count += more;
        this.#next = (this.#next + 1) % this.found.length;
        return;
      }
    }
    const space = text.lastIndexOf(' ', end - 1);
    const count = space < at ? undefined : readCount(text, space + 1, end);
    if (count === undefined) throw notBlock(text.slice(at, Math.min(end, at + LINE_CHARACTERS)), line);
    const start = text.slice(at, space);
    const known = this.#known.get(start);
    const copy = known === undefined ? undefined : this.found[known];
    if (copy === undefined || known === undefined) {
      this.#known.set(start, this.found.length);
      this.found.push({ start, count, line });
    } else {
      copy.count += count;
      this.#next = (known + 1) % this.found.length;
    }
  }
}

/** A whole number; undefined for anything else. */
function readCount(text: string, at: number, end: number): number | undefined {
  if (end <= at || end - at > 20) return undefined;
  let value = 0;
  for (let index = at; index < end; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

/**
 * Merges profiles of several runs. Different modes have only hits in common, so a mix becomes `set`. Blocks come by file and
 * place: Go writes packages in the order in which their tests end, and the same tests must give the same profile.
 *
 * @throws ToolError GO_PROFILE_INVALID when two copies of a block disagree in their statements.
 */
export function mergeCoverageProfiles(profiles: readonly CoverageProfile[]): CoverageProfile {
  const modes = new Set(profiles.map((profile) => profile.mode));
  const [only] = modes;
  const mode = modes.size === 1 && only !== undefined ? only : 'set';
  const merged = new Map<string, CoverageBlock>();
  for (const { blocks } of profiles) for (const block of blocks) addBlock(merged, block, mode);
  return { mode, blocks: [...merged.values()].sort(byPlace) };
}

/** What makes two blocks the same: the file and all four positions. */
export function blockKey(block: CoverageBlock): string {
  return `${block.file}:${block.startLine}.${block.startColumn},${block.endLine}.${block.endColumn}`;
}

/** The profile in the format that `go tool cover` reads. */
export function formatCoverageProfile({ mode, blocks }: CoverageProfile): string {
  const lines = blocks.map((block) => `${blockKey(block)} ${block.statements} ${block.count}`);
  return `${[`mode: ${mode}`, ...lines].join('\n')}\n`;
}

function readMode(line: string): CoverageMode {
  const mode = /^mode: (set|count|atomic)$/.exec(line)?.[1];
  if (mode === undefined) throw invalid(`line 1 is ${JSON.stringify(line)}, not "mode: set|count|atomic"`);
  return mode as CoverageMode;
}

function readBlock(line: string, number: number): CoverageBlock {
  const match = line.length > LINE_CHARACTERS ? null : LINE.exec(line);
  if (match === null) throw notBlock(line, number);
  const [startLine, startColumn, endLine, endColumn, statements, count] = match.slice(2).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { file: match[1] ?? '', startLine, startColumn, endLine, endColumn, statements, count };
}

/** Sorting by start alone would leave copies apart that share a start but not an end, hence the full key. */
function addBlock(merged: Map<string, CoverageBlock>, block: CoverageBlock, mode: CoverageMode): void {
  const key = blockKey(block);
  const known = merged.get(key);
  if (known !== undefined && known.statements !== block.statements) {
    throw invalid(
      `block ${key} has ${known.statements} statements in one place, ${block.statements} in another`,
    );
  }
  const sum = (known?.count ?? 0) + block.count;
  merged.set(key, { ...block, count: mode === 'set' ? Math.min(1, sum) : sum });
}

function notBlock(line: string, number: number): ToolError {
  return invalid(`line ${number} is not a block: ${JSON.stringify(line.slice(0, 120))}`);
}

function invalid(problem: string): ToolError {
  return new ToolError({
    code: 'GO_PROFILE_INVALID',
    message: `the coverage profile cannot be used: ${problem}`,
    hint: 'run go clean -testcache and try again; do not write to the profile from a test',
    argv: ['go', 'test', '-coverprofile'],
  });
}
