import {
  countTests,
  type PackageOutcome,
  type PackageResult,
  type TestOutcome,
  type TestResult,
  type TestRun,
} from '@fairlead/go';

/** A package that ended. */
export function packageResult(
  name: string,
  outcome: PackageOutcome,
  more: Partial<PackageResult> = {},
): PackageResult {
  return {
    name,
    outcome,
    seconds: 0.1,
    output: [],
    reportedCoverage: true,
    buildFailed: false,
    cached: false,
    ...more,
  };
}

/** A test that ended. */
export function testResult(
  packageName: string,
  name: string,
  outcome: TestOutcome,
  output: readonly string[] = [],
): TestResult {
  return { package: packageName, name, outcome, seconds: 0, output };
}

/** A run with its counts. */
export function testRun(packages: readonly PackageResult[], tests: readonly TestResult[] = []): TestRun {
  return { packages, tests, builds: [], counts: countTests(tests), strayLines: [] };
}
