/** How a test ended. `unfinished`: its package ended first (panic, timeout, exit). */
export type TestOutcome = 'pass' | 'fail' | 'skip' | 'unfinished';

/** One test or subtest. */
export interface TestResult {
  readonly package: string;
  readonly name: string;
  readonly outcome: TestOutcome;
  readonly seconds: number;
  /** What it printed; kept only when it did not pass. */
  readonly output: readonly string[];
}

/** How a package ended. `skip`: it has no test files. `missing`: it started and never ended. */
export type PackageOutcome = 'pass' | 'fail' | 'skip' | 'missing';

/** One package of a run. */
export interface PackageResult {
  readonly name: string;
  readonly outcome: PackageOutcome;
  readonly seconds: number;
  /** What belongs to no single test: panics of TestMain, `exit status 2`, timeouts. */
  readonly output: readonly string[];
  /** It printed its coverage line, so its part of the profile was written. */
  readonly reportedCoverage: boolean;
  /** Its tests (or the code) did not compile. */
  readonly buildFailed: boolean;
  /** Go replayed an earlier run from its cache. */
  readonly cached: boolean;
}

/** Compiler output of one package. */
export interface BuildFailure {
  readonly package: string;
  readonly output: readonly string[];
}

/** Totals over tests and subtests; `failed` includes the unfinished. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Everything that one or several `go test` commands said. */
export interface TestRun {
  readonly packages: readonly PackageResult[];
  readonly tests: readonly TestResult[];
  readonly builds: readonly BuildFailure[];
  readonly counts: TestCounts;
  /** Lines on standard output that were no events: from the go command itself. */
  readonly strayLines: readonly string[];
}

/** The totals of tests. */
export function countTests(tests: readonly TestResult[]): TestCounts {
  const count = (...outcomes: TestOutcome[]): number =>
    tests.filter((test) => outcomes.includes(test.outcome)).length;
  return { passed: count('pass'), failed: count('fail', 'unfinished'), skipped: count('skip') };
}

/** Puts runs of several modules together. */
export function joinTestRuns(runs: readonly TestRun[]): TestRun {
  const tests = runs.flatMap((run) => run.tests);
  return {
    packages: runs.flatMap((run) => run.packages),
    tests,
    builds: runs.flatMap((run) => run.builds),
    counts: countTests(tests),
    strayLines: runs.flatMap((run) => run.strayLines),
  };
}

/**
 * The failed tests to read, in the order in which to read them: what failed before what was only cut off by it. A test
 * that failed because of its subtests says nothing by itself and is left out.
 */
export function failedTests(run: Pick<TestRun, 'tests'>): readonly TestResult[] {
  const only = (wanted: TestOutcome): TestResult[] => run.tests.filter(({ outcome }) => outcome === wanted);
  const failed = [...only('fail'), ...only('unfinished')];
  const parents = new Set(failed.flatMap((test) => ancestors(test).map((name) => `${test.package} ${name}`)));
  return failed.filter((test) => !parents.has(`${test.package} ${test.name}`) || saysSomething(test));
}

/**
 * The packages that failed by themselves or never ended: no test of theirs failed, or they crashed in a way that no test
 * tells (a panic in a goroutine, a signal).
 */
export function failedPackages(run: Pick<TestRun, 'packages' | 'tests'>): readonly PackageResult[] {
  const named = new Set(
    run.tests
      .filter(({ outcome }) => outcome === 'fail' || outcome === 'unfinished')
      .map((test) => test.package),
  );
  return run.packages.filter(
    ({ name, outcome, output }) =>
      outcome === 'missing' || (outcome === 'fail' && (!named.has(name) || findCrash(output) !== undefined)),
  );
}

/** The line that says how a test binary crashed. */
export function findCrash(output: readonly string[]): string | undefined {
  return output.find((line) => CRASH.test(line));
}

const CRASH = /^(panic: |fatal error: |signal: )/;

function ancestors({ name }: TestResult): readonly string[] {
  const parts = name.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Whether a test logged a line of its own: those are indented with the place in front. */
function saysSomething({ output }: TestResult): boolean {
  return output.some((line) => /^\s+\S+\.go:\d+: /.test(line) || CRASH.test(line));
}
