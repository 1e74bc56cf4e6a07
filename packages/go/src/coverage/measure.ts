import { findFunctions, type GoFunction } from './functions.ts';
import type { CoverageBlock, CoverageProfile } from './profile.ts';
import type { StatementCount } from './ratio.ts';

/** What is known about a file that the profile names. */
export interface CoveredFile {
  /** The path to show, relative to the repository. */
  readonly path: string;
  /** Go source, to find its functions; undefined when the file cannot be read. */
  readonly source: string | undefined;
  /** Why it does not count, for example `generated` or the pattern that matched it. */
  readonly excludedBy?: string | undefined;
}

/** Coverage of one package. */
export interface PackageCoverage extends StatementCount {
  /** Import path. */
  readonly name: string;
}

/** Coverage of one function, closures inside it included. */
export interface FunctionCoverage extends StatementCount {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

/** A file that was left out of all numbers. */
export interface ExcludedFile {
  readonly file: string;
  readonly reason: string;
  readonly statements: number;
}

/** Statement coverage, by package and function. */
export interface CoverageMeasurement {
  readonly total: StatementCount;
  readonly packages: readonly PackageCoverage[];
  readonly functions: readonly FunctionCoverage[];
  readonly excluded: readonly ExcludedFile[];
  /** Statements of literals at package level. They count here; `go tool cover -func` leaves them out. */
  readonly outsideFunctions: StatementCount;
}

/** Sums a profile. Every statement counts once; excluded files count nowhere and are listed. */
export function measureCoverage(
  profile: CoverageProfile,
  lookUp: (file: string) => CoveredFile,
): CoverageMeasurement {
  const byFile = Map.groupBy(profile.blocks, (block) => block.file);
  const packages = new Map<string, StatementCount>();
  const functions: FunctionCoverage[] = [];
  const excluded: ExcludedFile[] = [];
  let outside = NOTHING;
  for (const [name, blocks] of byFile) {
    const file = lookUp(name);
    const count = countBlocks(blocks);
    if (file.excludedBy !== undefined) {
      excluded.push({ file: file.path, reason: file.excludedBy, statements: count.statements });
      continue;
    }
    const folder = name.slice(0, Math.max(0, name.lastIndexOf('/')));
    packages.set(folder, add(packages.get(folder) ?? NOTHING, count));
    if (file.source === undefined) continue;
    const split = splitByFunction(blocks, findFunctions(file.source), file.path);
    functions.push(...split.functions);
    outside = add(outside, split.outside);
  }
  const named = [...packages].map(([name, count]) => ({ name, ...count }));
  return {
    total: named.reduce<StatementCount>(add, NOTHING),
    packages: named.sort((a, b) => a.name.localeCompare(b.name)),
    functions,
    excluded: excluded.sort((a, b) => a.file.localeCompare(b.file)),
    outsideFunctions: outside,
  };
}

/** The functions whose tests would help most: most missed statements first, then the least covered. */
export function leastCovered(functions: readonly FunctionCoverage[], limit: number): FunctionCoverage[] {
  const missed = (item: StatementCount): number => item.statements - item.covered;
  return functions
    .filter((item) => missed(item) > 0)
    .sort(
      (a, b) =>
        missed(b) - missed(a) ||
        a.covered * b.statements - b.covered * a.statements ||
        a.file.localeCompare(b.file) ||
        a.line - b.line,
    )
    .slice(0, limit);
}

const NOTHING: StatementCount = { covered: 0, statements: 0 };

function add(a: StatementCount, b: StatementCount): StatementCount {
  return { covered: a.covered + b.covered, statements: a.statements + b.statements };
}

function countBlocks(blocks: readonly CoverageBlock[]): StatementCount {
  let [covered, statements] = [0, 0];
  for (const block of blocks) {
    statements += block.statements;
    if (block.count > 0) covered += block.statements;
  }
  return { covered, statements };
}

function splitByFunction(
  blocks: readonly CoverageBlock[],
  functions: readonly GoFunction[],
  path: string,
): { functions: FunctionCoverage[]; outside: StatementCount } {
  const groups = Map.groupBy(blocks, (block) => ownerOf(block, functions));
  const covered = functions.flatMap((item): FunctionCoverage[] => {
    const own = groups.get(item);
    return own === undefined
      ? []
      : [{ name: item.name, file: path, line: item.startLine, ...countBlocks(own) }];
  });
  return { functions: covered, outside: countBlocks(groups.get(undefined) ?? []) };
}

/** The function that a block stands in. Functions are in order and do not overlap, so it is the last that began. */
function ownerOf(block: CoverageBlock, functions: readonly GoFunction[]): GoFunction | undefined {
  let from = 0;
  let to = functions.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const item = functions[middle] as GoFunction;
    if (isBefore(block.startLine, block.startColumn, item.startLine, item.startColumn)) to = middle;
    else from = middle + 1;
  }
  const item = functions[from - 1];
  if (item === undefined) return undefined;
  return isBefore(item.endLine, item.endColumn, block.startLine, block.startColumn) ? undefined : item;
}

function isBefore(line: number, column: number, otherLine: number, otherColumn: number): boolean {
  return line < otherLine || (line === otherLine && column < otherColumn);
}
