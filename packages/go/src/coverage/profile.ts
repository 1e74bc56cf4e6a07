import { compareTexts, ToolError } from '@fairlead/core';

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

/** A profile whose blocks are unique by `blockKey`. */
export interface CoverageProfile {
  readonly mode: CoverageMode;
  readonly blocks: readonly CoverageBlock[];
}

/** Longer than any path with its numbers: a line that is longer is no block. */
const LINE_CHARACTERS = 8_192;
/** What stands in front of each number of a block: start line and column, end line and column, statements. */
const SEPARATORS = [':', '.', ',', '.', ' '] as const;
const NEWLINE = 10;
const SPACE = 32;

/**
 * Reads the text format of `go test -coverprofile`. A block that appears several times (one per test binary with
 * `-coverpkg`) is merged: `set` keeps a hit, the counting modes add up.
 *
 * @throws ToolError GO_PROFILE_INVALID when a line cannot be read or two copies of a block disagree.
 */
export function parseCoverageProfile(text: string): CoverageProfile {
  return readCoverageProfile(text).profile;
}

/** A profile, and how many times its text has those blocks that it has more than once, by `blockKey`. */
export interface ReadProfile {
  readonly profile: CoverageProfile;
  readonly repeated: ReadonlyMap<string, number>;
}

/**
 * Reads a profile as `parseCoverageProfile` does, and says what stands there several times: each test binary writes a block
 * once, so that a further copy came from somewhere else.
 *
 * @throws ToolError GO_PROFILE_INVALID as `parseCoverageProfile` does.
 */
export function readCoverageProfile(text: string): ReadProfile {
  const first = endOfLine(text, 0);
  const mode = readMode(text.slice(0, withoutReturn(text, 0, first)));
  const copies = new Copies(text);
  let number = 1;
  for (let at = first + 1, next = 0; at < text.length; at = next + 1) {
    number += 1;
    next = copies.addExpected(at);
    if (next > at) continue;
    next = endOfLine(text, at);
    const end = withoutReturn(text, at, next);
    if (end > at) copies.add(at, end, number);
  }
  let file = '';
  const blocks = copies.found.map((copy) => {
    const block = readBlock(copy, file);
    file = block.file;
    return block;
  });
  const merged = mergeBlocks(blocks, mode);
  // one block may be written in several ways, for example with zeros in front
  const isPlain = merged.length === blocks.length;
  const several = copies.found.flatMap((copy, index) => {
    const block = blocks[index];
    return block === undefined || (isPlain && copy.times === 1) ? [] : [[block, copy.times] as const];
  });
  return { profile: { mode, blocks: merged }, repeated: countRepeated(several) };
}

function countRepeated(
  copies: readonly (readonly [block: CoverageBlock, times: number])[],
): ReadonlyMap<string, number> {
  const counted = new Map<string, number>();
  for (const [block, times] of copies) {
    const key = blockKey(block);
    counted.set(key, (counted.get(key) ?? 0) + times);
  }
  return new Map([...counted].filter(([, times]) => times > 1));
}

/** Orders by place; 0 for two copies of one block. */
function byPlace(a: CoverageBlock, b: CoverageBlock): number {
  return (
    compareTexts(a.file, b.file) ||
    a.startLine - b.startLine ||
    a.startColumn - b.startColumn ||
    a.endLine - b.endLine ||
    a.endColumn - b.endColumn ||
    (hasColumns(a) ? 0 : a.statements - b.statements)
  );
}

/** Below a `//line` comment, as goyacc writes them, all of a line has column 0: then several blocks may share a place. */
function hasColumns({ startColumn }: CoverageBlock): boolean {
  return startColumn > 0;
}

/** Where the line break is that ends the line at an offset. */
function endOfLine(text: string, at: number): number {
  const found = text.indexOf('\n', at);
  return found === -1 ? text.length : found;
}

/** The end of a line without the carriage return that Windows puts there. */
function withoutReturn(text: string, at: number, end: number): number {
  return end > at && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
}

/** The lines of one block: what stands before their counts, the sum of these, how many there are, and the number of the first. */
interface Copy {
  readonly start: string;
  count: number;
  times: number;
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

  /** Adds the line where it is the expected block with a count of one digit; the line break, or -1 where it is not. */
  addExpected(at: number): number {
    const text = this.#text;
    const expected = this.found[this.#next];
    if (expected === undefined || !text.startsWith(expected.start, at)) return -1;
    const space = at + expected.start.length;
    if (text.charCodeAt(space) !== SPACE || text.charCodeAt(space + 2) !== NEWLINE) return -1;
    const count = readCount(text, space + 1, space + 2);
    if (count === undefined) return -1;
    expected.count += count;
    expected.times += 1;
    this.#next = (this.#next + 1) % this.found.length;
    return space + 2;
  }

  add(at: number, end: number, line: number): void {
    const text = this.#text;
    const space = text.lastIndexOf(' ', end - 1);
    const count = space < at ? undefined : readCount(text, space + 1, end);
    if (count === undefined) throw notBlock(text.slice(at, Math.min(end, at + LINE_CHARACTERS)), line);
    const start = text.slice(at, space);
    const known = this.#known.get(start);
    const copy = known === undefined ? undefined : this.found[known];
    if (copy === undefined || known === undefined) {
      this.#known.set(start, this.found.length);
      this.found.push({ start, count, times: 1, line });
    } else {
      copy.count += count;
      copy.times += 1;
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
  return {
    mode,
    blocks: mergeBlocks(
      profiles.flatMap(({ blocks }) => blocks),
      mode,
    ),
  };
}

/** What makes two blocks the same: the file and all four positions, and how many statements where there are no columns. */
export function blockKey(block: CoverageBlock): string {
  return hasColumns(block) ? placeOf(block) : `${placeOf(block)} ${block.statements}`;
}

function placeOf(block: CoverageBlock): string {
  return `${block.file}:${block.startLine}.${block.startColumn},${block.endLine}.${block.endColumn}`;
}

/** The profile in the format that `go tool cover` reads. */
export function formatCoverageProfile({ mode, blocks }: CoverageProfile): string {
  const lines = blocks.map((block) => `${placeOf(block)} ${block.statements} ${block.count}`);
  return `${[`mode: ${mode}`, ...lines].join('\n')}\n`;
}

function readMode(line: string): CoverageMode {
  const mode = /^mode: (set|count|atomic)$/.exec(line)?.[1];
  if (mode === undefined) throw invalid(`line 1 is ${JSON.stringify(line)}, not "mode: set|count|atomic"`);
  return mode as CoverageMode;
}

/** Reads what stands before the count. The name of a file is taken from the block before, where it is the same. */
function readBlock({ start, count, line }: Copy, known: string): CoverageBlock {
  const numbers = [0, 0, 0, 0, 0];
  let end = start.length > LINE_CHARACTERS ? 0 : start.length;
  for (let index = SEPARATORS.length - 1; index >= 0; index--) {
    const at = end === 0 ? -1 : start.lastIndexOf(SEPARATORS[index] ?? '', end - 1);
    const value = at < 1 ? undefined : readCount(start, at + 1, end);
    if (value === undefined) throw notBlock(`${start} ${count}`, line);
    numbers[index] = value;
    end = at;
  }
  const [startLine = 0, startColumn = 0, endLine = 0, endColumn = 0, statements = 0] = numbers;
  const isKnown = known.length === end && start.startsWith(known);
  const file = isKnown ? known : start.slice(0, end);
  return { file, startLine, startColumn, endLine, endColumn, statements, count };
}

/** Sorts by file and place and joins what is at one place: the full key, for copies may share a start but not an end. */
function mergeBlocks(blocks: readonly CoverageBlock[], mode: CoverageMode): readonly CoverageBlock[] {
  const merged: CoverageBlock[] = [];
  for (const block of blocks.toSorted(byPlace)) {
    const last = merged.at(-1);
    const known = last !== undefined && byPlace(last, block) === 0 ? last : undefined;
    if (known !== undefined && known.statements !== block.statements) {
      throw invalid(
        `block ${placeOf(block)} has ${known.statements} statements in one place, ${block.statements} in another`,
      );
    }
    const sum = (known?.count ?? 0) + block.count;
    const count = mode === 'set' ? Math.min(1, sum) : sum;
    const whole = count === block.count ? block : { ...block, count };
    if (known === undefined) merged.push(whole);
    else merged[merged.length - 1] = whole;
  }
  return merged;
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
