import { countOf, listSome } from '@fairlead/core';
import type { GoPackage, PackageTests, TestRun } from '@fairlead/go';

/**
 * What does not fit together in a run of `go test`; undefined when exit code, stream, the list of packages and the
 * tests that the sources declare agree. A run that contradicts itself was not checked, whatever it says.
 */
export function findContradiction(
  run: TestRun,
  exitCode: number,
  expected: readonly Pick<GoPackage, 'importPath'>[],
  declared: readonly PackageTests[],
): string | undefined {
  return endContradiction(run, exitCode) ?? setContradiction(run, expected, declared);
}

/** The exit code against the stream. */
function endContradiction({ packages, counts }: TestRun, exitCode: number): string | undefined {
  const bad = packages.filter((item) => item.outcome === 'fail' || item.outcome === 'missing');
  if (exitCode !== 0 && bad.length === 0)
    return `it ended with exit code ${exitCode} without a failed package`;
  if (exitCode === 0 && bad.length > 0)
    return `it ended with exit code 0 although ${listSome(bad.map((item) => item.name))} did not pass`;
  if (exitCode === 0 && counts.failed > 0)
    return `it ended with exit code 0 although ${countOf(counts.failed, 'test')} did not pass`;
  const open = bad.filter((item) => item.outcome === 'missing');
  return open.length > 0 ? `${listSome(open.map((item) => item.name))} started and never ended` : undefined;
}

/** What was planned against what reported. */
function setContradiction(
  { packages }: TestRun,
  expected: readonly Pick<GoPackage, 'importPath'>[],
  declared: readonly PackageTests[],
): string | undefined {
  const seen = new Set(packages.map((item) => item.name));
  const planned = new Set(expected.map((item) => item.importPath));
  const absent = [...planned].filter((name) => !seen.has(name));
  if (absent.length > 0) return `it reported nothing about ${listSome(absent)}`;
  const strange = packages.filter((item) => item.outcome !== 'fail' && !planned.has(item.name));
  if (strange.length > 0)
    return `it reported about ${listSome(strange.map((item) => item.name))}, which was not asked for`;
  const withTests = new Set(declared.filter(({ tests }) => tests.length > 0).map((item) => item.package));
  const silent = packages.filter((item) => item.outcome === 'skip' && withTests.has(item.name));
  return silent.length > 0
    ? `it found no tests in ${listSome(silent.map((item) => item.name))}, which has some`
    : undefined;
}
