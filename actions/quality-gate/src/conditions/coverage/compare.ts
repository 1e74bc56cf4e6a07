import { dirname } from 'node:path/posix';
import { countOf, listSome, ToolError } from '@fairlead/core';
import { blockKey, type CoverageBlock, type CoverageProfile, compareProfile } from '@fairlead/go';
import type { CgoFunction, ExpectedCoverage } from './expected.ts';

/**
 * Compares the profile with the sources as sets: packages, files and blocks.
 *
 * @throws ToolError for one that lacks something or has something that no source has: then nothing is known.
 */
export function refuseDifference(profile: CoverageProfile, expected: ExpectedCoverage): void {
  const { blocks, cgo } = expected;
  const { missing, strange } = compareProfile(profile, blocks, new Set(cgo.map(({ file }) => file)));
  const absent = [...describeMissing(missing, blocks, profile), ...describeCgo(profile, cgo)];
  if (absent.length > 0)
    throw notMeasured(`the coverage profile lacks ${listSome(absent)}`, 'GATE_NOT_CHECKED', HINT);
  if (strange.length > 0)
    throw notMeasured(
      `the coverage profile has ${countOf(strange.length, 'block')} that the sources do not have, first ${placeOf(strange[0])}`,
      'GO_PROFILE_INVALID',
      'a test must not write to the profile, and nothing may change the sources while the tests run',
    );
}

/**
 * Refuses a profile with more copies of a block than test binaries could have written: whoever can append to it could make
 * any statement reached. `binaries` is how many of them measure the same package. What cgo makes of files may stand twice.
 *
 * @throws ToolError GO_PROFILE_INVALID.
 */
export function refuseCopies(
  repeated: ReadonlyMap<string, number>,
  { blocks, cgo }: Pick<ExpectedCoverage, 'blocks' | 'cgo'>,
  binaries: number,
): void {
  const loose = new Set(cgo.map(({ file }) => file));
  const inSources = new Map<string, number>();
  for (const block of blocks) {
    const key = blockKey(block);
    if (repeated.has(key)) inSources.set(key, (inSources.get(key) ?? 0) + 1);
  }
  for (const [key, times] of repeated) {
    const most = binaries * (inSources.get(key) ?? 1);
    if (times <= most || loose.has(key.slice(0, key.lastIndexOf(':')))) continue;
    throw notMeasured(
      `the coverage profile has the block ${key} ${times} times, and the tests write it at most ${countOf(most, 'time')}`,
      'GO_PROFILE_INVALID',
      'a test must not write to the profile',
    );
  }
}

const HINT =
  'look for a package that ends by os.Exit, a full disk, or a go on PATH that is not the go command; then try again';

/** A condition that cannot be known. */
export function notMeasured(message: string, code = 'GATE_NOT_CHECKED', hint?: string): ToolError {
  return new ToolError({ code, message, hint, argv: ['go', 'test', '-coverprofile'] });
}

/** The largest things that are missing: whole packages, whole files, then blocks. */
function describeMissing(
  missing: readonly CoverageBlock[],
  blocks: readonly CoverageBlock[],
  { blocks: found }: CoverageProfile,
): readonly string[] {
  const files = new Set(found.map(({ file }) => file));
  const packages = new Set([...files].map(packageOf));
  const whole = missing.filter((block) => !packages.has(packageOf(block.file)));
  const rest = missing.filter((block) => packages.has(packageOf(block.file)));
  const lost = rest.filter((block) => !files.has(block.file));
  const single = rest.filter((block) => files.has(block.file));
  const sum = (items: readonly CoverageBlock[]): string =>
    countOf(
      items.reduce((total, item) => total + item.statements, 0),
      'statement',
    );
  const groups = (items: readonly CoverageBlock[], by: (block: CoverageBlock) => string): readonly string[] =>
    [...Map.groupBy(items, by)].map(([name, own]) => `${name} (${sum(own)})`);
  return [
    ...groups(whole, (block) => `package ${packageOf(block.file)}`),
    ...groups(lost, (block) => block.file),
    ...(single.length === 0
      ? []
      : [`${single.length} of ${countOf(blocks.length, 'block')}, first ${placeOf(single[0])}`]),
  ];
}

function describeCgo({ blocks }: CoverageProfile, functions: readonly CgoFunction[]): readonly string[] {
  const byFile = Map.groupBy(blocks, (block) => block.file);
  return functions
    .filter(
      ({ file, startLine, endLine }) =>
        !byFile.get(file)?.some((block) => block.startLine >= startLine && block.startLine <= endLine),
    )
    .map(({ file, name }) => `${name} of ${file}`);
}

function packageOf(file: string): string {
  return dirname(file);
}

function placeOf(block: CoverageBlock | undefined): string {
  return block === undefined ? '' : `${block.file}:${block.startLine}`;
}
