import { findCrash, type PackageResult, type TestResult, type TestRun } from '@fairlead/go';

/** Top-level tests of one package that are worth a second try. */
export interface Rerun {
  readonly package: string;
  readonly tests: readonly string[];
}

/** More failures than these are no accident of a few tests. */
const MOST = 10;
/** What is never a flaky test, however it ends the next time. */
const HARD =
  /WARNING: DATA RACE|race detected during execution|^panic: |^fatal error: |test timed out after/m;

/** The failed tests that may run once more. A race, a panic, a time-out or a package that did not build is what it is. */
export function failuresToRerun(run: TestRun): readonly Rerun[] {
  const failed = run.packages.filter(({ outcome }) => outcome === 'fail');
  const reruns = failed.map((item) => ({ package: item.name, tests: softFailures(item, run.tests) }));
  const all = reruns.flatMap(({ tests }) => tests);
  // where one package is beyond a second try, the gate fails whatever the others do
  return all.length > MOST || reruns.some(({ tests }) => tests.length === 0) ? [] : reruns;
}

function softFailures(item: PackageResult, tests: readonly TestResult[]): readonly string[] {
  const bad = tests.filter(
    (test) => test.package === item.name && test.outcome !== 'pass' && test.outcome !== 'skip',
  );
  const said = [item.output, ...bad.map(({ output }) => output)].map((lines) => lines.join('\n'));
  const isHard =
    item.buildFailed ||
    bad.some(({ outcome }) => outcome === 'unfinished') ||
    findCrash(item.output) !== undefined ||
    said.some((text) => HARD.test(text));
  return isHard ? [] : [...new Set(bad.map(({ name }) => name.split('/')[0] ?? name))];
}
