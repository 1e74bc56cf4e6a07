import type { History } from './history.ts';

/** What is known of a package's sources. */
export interface PackageSource {
  readonly importPath: string;
  /** Hash of all it is made of: Go files, those of its tests included, assembly and C, what is embedded, and test data. */
  readonly hash: string;
  /** Packages of the plan that it or its tests import. */
  readonly imports: readonly string[];
}

/** How likely a package is to fail, and why, in words; empty for nothing to say. */
export interface Likelihood {
  /** From 0 to 1. */
  readonly value: number;
  readonly why: string;
}

/** Failures, and runs, that a package is taken to have had before its first one. */
const BEFORE = { failures: 0.01, runs: 1 } as const;
/** How likely a change breaks the package itself; who imports it is so much less likely to fail, at each step. */
const CHANGED = 0.2;

/**
 * Estimates for each package whether its tests fail: by how often they failed lately, and by how near they are to what changed
 * since they last ran. Both count by themselves: 1 - (1 - a)(1 - b). Pure: the same input gives the same numbers.
 */
export function estimate(
  sources: readonly PackageSource[],
  history: History,
): ReadonlyMap<string, Likelihood> {
  const distances = distancesFromChange(sources, history);
  return new Map(
    sources.map(({ importPath }) => {
      const { runs = 0, failures = 0 } = history.get(importPath) ?? {};
      const failed = (failures + BEFORE.failures) / (runs + BEFORE.runs);
      const distance = distances.get(importPath);
      const broken = distance === undefined ? 0 : CHANGED / (distance + 1);
      const why = [
        ...(failures >= 0.1 ? ['failed lately'] : []),
        ...(distance === undefined ? [] : [distance === 0 ? 'changed' : 'imports what changed']),
      ];
      return [importPath, { value: 1 - (1 - failed) * (1 - broken), why: why.join(', ') }];
    }),
  );
}

/** Steps by import from each package to the nearest that changed; 0 for one that did. Others are left out. */
function distancesFromChange(
  sources: readonly PackageSource[],
  history: History,
): ReadonlyMap<string, number> {
  const importers = new Map<string, string[]>();
  for (const { importPath, imports } of sources)
    for (const path of imports) importers.set(path, [...(importers.get(path) ?? []), importPath]);
  const distances = new Map<string, number>();
  // where nothing is known of any of them, all are new, and that tells nothing; others may share the history
  if (!sources.some(({ importPath }) => history.has(importPath))) return distances;
  for (const { importPath, hash } of sources)
    if (history.get(importPath)?.source !== hash) distances.set(importPath, 0);
  // a map goes on with what is added while it is read: the nearest first
  for (const [path, distance] of distances)
    for (const importer of importers.get(path) ?? [])
      if (!distances.has(importer)) distances.set(importer, distance + 1);
  return distances;
}
