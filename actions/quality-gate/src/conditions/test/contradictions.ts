import { countOf, listSome } from '@fairlead/core';
import type { GoPackage, TestRun } from '@fairlead/go';

/**
 * What does not fit together in a run of `go test`; undefined when exit code, stream and the list of packages agree.
 * A run that contradicts itself was not checked, whatever it says.
 */
export function findContradiction(
  run: TestRun,
  exitCode: number,
  expected: readonly Pick<GoPackage, 'importPath'>[],
): string | undefined {
  const bad = run.packages.filter((item) => item.outcome === 'fail' || item.outcome === 'missing');
  if (exitCode !== 0 && bad.length === 0)
    return `it ended with exit code ${exitCode} without a failed package`;
  if (exitCode === 0 && bad.length > 0)
    return `it ended with exit code 0 although ${listSome(bad.map((item) => item.name))} did not pass`;
  const failedTests = run.counts.failed;
  if (exitCode === 0 && failedTests > 0)
    return `it ended with exit code 0 although ${countOf(failedTests, 'test')} did not pass`;
  const open = bad.filter((item) => item.outcome === 'missing');
  if (open.length > 0) return `${listSome(open.map((item) => item.name))} started and never ended`;
  const seen = new Set(run.packages.map((item) => item.name));
  const absent = expected.filter((item) => !seen.has(item.importPath)).map((item) => item.importPath);
  if (absent.length > 0) return `it reported nothing about ${listSome(absent)}`;
  return undefined;
}
