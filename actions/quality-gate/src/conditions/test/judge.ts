import { countOf, listSome } from '@fairlead/core';
import { failedPackages, failedTests, type PackageTests, type TestRun } from '@fairlead/go';
import { plainResult } from '../../check/results.ts';
import type { TestOutput } from '../../check/test-output.ts';
import type { Plan } from '../../plan/plan.ts';
import type { OnMissing } from '../../plan/rules.ts';
import type { CheckResult } from '../../verdict/condition.ts';
import { listObstacles } from './obstacles.ts';

/** What the tests have to reach. */
export const TEST_LIMIT = '0 failed';

/**
 * Judges the tests: failed ones, packages that failed by themselves, tests that did not begin, a run without any test.
 * A run that broke is `errored` whatever it said, and still shows what had failed until then.
 */
export function judgeTests(
  { run, broken, profiles, absent }: TestOutput,
  plan: Plan,
  onMissing: OnMissing,
  workspace: string,
): CheckResult {
  const source = { plan, workspace, rewritten: profiles.length > 0 };
  const failed = failedTests(run);
  const obstacles = listObstacles(failed, failedPackages(run), run, source);
  const findings = obstacles.flatMap((obstacle) => obstacle.findings);
  const details = obstacles.map((obstacle) => obstacle.full);
  const names = { failedTests: failed.map((each) => `${each.package} ${each.name}`) };
  const shared = { name: 'test', actual: describeCounts(run), limit: TEST_LIMIT };
  if (broken !== undefined) {
    const condition = { ...shared, status: 'errored', reason: broken.message } as const;
    return { condition, findings, code: broken.code, details: [...broken.details, ...details], ...names };
  }
  if (obstacles.length > 0) {
    const reason = `${shared.actual}: ${listSome(obstacles.map((obstacle) => obstacle.text))}`;
    return {
      condition: { ...shared, status: 'failed', reason },
      findings,
      code: 'GATE_TESTS_FAILED',
      details,
      ...names,
    };
  }
  const gap = findGap(run, absent);
  if (gap === undefined) {
    const reason = `${shared.actual}${describeReplays(run)}`;
    return plainResult({ ...shared, status: 'passed', reason });
  }
  const status = onMissing === 'warn' ? 'warned' : 'errored';
  return plainResult({ ...shared, status, reason: gap }, 'GATE_NOTHING_MEASURED');
}

/** `12 passed, 1 failed, 2 skipped`. */
function describeCounts({ counts }: TestRun): string {
  return `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
}

/** Packages whose results are those of an earlier run. */
export function countReplayed({ packages }: Pick<TestRun, 'packages'>): number {
  return packages.filter((item) => item.cached).length;
}

function describeReplays(run: TestRun): string {
  const replayed = countReplayed(run);
  const tested = new Set(run.tests.map((test) => test.package)).size;
  return replayed === 0 ? '' : `; ${replayed} of ${countOf(tested, 'package')} replayed from Go's cache`;
}

/** Tests that should have run and did not; undefined when the run has none of those gaps. */
function findGap(run: TestRun, absent: readonly PackageTests[]): string | undefined {
  if (absent.length > 0) return listSome(absent.map((item) => describeAbsence(item, run)));
  const { packages, counts } = run;
  if (counts.passed > 0) return undefined;
  const what = counts.skipped > 0 ? `all ${countOf(counts.skipped, 'test')} skipped` : 'no tests';
  return `no test ran in ${countOf(packages.length, 'package')} (${what})`;
}

function describeAbsence({ package: name, tests }: PackageTests, run: TestRun): string {
  if (run.tests.every((test) => test.package !== name))
    return `${name} ended with 0 before its tests ran: an os.Exit, or a TestMain that does not reach m.Run`;
  return `${name} ended with 0 without ${countOf(tests.length, 'of its tests', 'of its tests')}: ${listSome(tests)}`;
}
