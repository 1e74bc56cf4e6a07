import { relative } from 'node:path';
import { createPause } from '@fairlead/core';
import {
  type CoverageMeasurement,
  type CoverageProfile,
  type CoveredFile,
  compileGlob,
  isGenerated,
  measureCoverage,
} from '@fairlead/go';
import type { Job } from '../../check/check.ts';
import type { ExpectedCoverage } from './expected.ts';

/** Statement coverage of all modules together. */
export interface Measured {
  readonly measurement: CoverageMeasurement;
  /** What is known of each file, by the name that the profile gives it. */
  readonly files: ReadonlyMap<string, CoveredFile>;
  /** Patterns of `coverage-exclude` that match no file: they may be out of date. */
  readonly unusedPatterns: readonly string[];
}

/** Measures a profile, with what its files are. */
export async function measureProfile(
  { ports, rules }: Job,
  profile: CoverageProfile,
  { sources }: ExpectedCoverage,
): Promise<Measured> {
  const excludes = rules.coverageExclude.map((pattern) => ({ pattern, matcher: compileGlob(pattern) }));
  const used = new Set<string>();
  const known = new Map<string, CoveredFile>();
  const pause = createPause(ports.signal);
  for (const name of new Set(profile.blocks.map((block) => block.file))) {
    await pause();
    known.set(name, await readFile(name, [...(sources.get(name) ?? [])]));
  }

  async function readFile(name: string, paths: readonly string[]): Promise<CoveredFile> {
    const texts = await Promise.all(paths.map((path) => ports.files.readText(path)));
    const [path = name] = paths;
    const inside = relative(ports.workingDirectory, path);
    const pattern = excludes.find(({ matcher }) => matcher.test(inside))?.pattern;
    if (pattern !== undefined) used.add(pattern);
    const generated = texts.length > 0 && texts.every(isGenerated) ? 'generated' : undefined;
    // where a //line directive renames a file, its places are not those of the Go file
    const plain =
      texts.length === 1 && path.endsWith(name.slice(name.lastIndexOf('/'))) ? texts[0] : undefined;
    return { path: relative(ports.workspace, path), source: plain, excludedBy: pattern ?? generated };
  }

  const measurement = measureCoverage(
    profile,
    (name) => known.get(name) ?? { path: name, source: undefined },
  );
  const unusedPatterns = rules.coverageExclude.filter((pattern) => !used.has(pattern));
  return { measurement, files: known, unusedPatterns };
}
