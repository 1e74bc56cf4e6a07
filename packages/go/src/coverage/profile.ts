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
  const lines = text.split(/\r?\n/);
  const mode = readMode(lines[0] ?? '');
  const merged = new Map<string, CoverageBlock>();
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line === '') continue;
    addBlock(merged, readBlock(line, index + 1), mode);
  }
  return { mode, blocks: [...merged.values()] };
}

/**
 * Merges profiles of several runs. Different modes have only hits in common, so a mix becomes `set`.
 *
 * @throws ToolError GO_PROFILE_INVALID when two copies of a block disagree in their statements.
 */
export function mergeCoverageProfiles(profiles: readonly CoverageProfile[]): CoverageProfile {
  const modes = new Set(profiles.map((profile) => profile.mode));
  const [only] = modes;
  const mode = modes.size === 1 && only !== undefined ? only : 'set';
  const merged = new Map<string, CoverageBlock>();
  for (const { blocks } of profiles) for (const block of blocks) addBlock(merged, block, mode);
  return { mode, blocks: [...merged.values()] };
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
  if (match === null) throw invalid(`line ${number} is not a block: ${JSON.stringify(line.slice(0, 120))}`);
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

function invalid(problem: string): ToolError {
  return new ToolError({
    code: 'GO_PROFILE_INVALID',
    message: `the coverage profile cannot be used: ${problem}`,
    hint: 'run go clean -testcache and try again; do not write to the profile from a test',
    argv: ['go', 'test', '-coverprofile'],
  });
}
