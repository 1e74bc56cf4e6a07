import type { TestRun } from './test-run.ts';

/** The tests of a package by name; a name may come twice, in the package and in its `_test` package. */
export interface PackageTests {
  readonly package: string;
  readonly tests: readonly string[];
}

/**
 * The declared tests that a run says nothing about, by package. What counts is that a test began, told by its own
 * event; no line that the package printed is taken for it.
 */
export function findAbsentTests(
  run: Pick<TestRun, 'tests'>,
  declared: readonly PackageTests[],
): readonly PackageTests[] {
  const begun = Map.groupBy(run.tests, (test) => `${test.package} ${test.name}`);
  return declared.flatMap(({ package: name, tests }) => {
    const absent = [...Map.groupBy(tests, (test) => test)]
      .filter(([test, copies]) => (begun.get(`${name} ${test}`)?.length ?? 0) < copies.length)
      .map(([test]) => test);
    return absent.length === 0 ? [] : [{ package: name, tests: absent }];
  });
}
