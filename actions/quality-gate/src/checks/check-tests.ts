import { join, relative, resolve } from 'node:path';
import {
  failedTests,
  findFailurePlace,
  type PackageResult,
  parseCompileErrors,
  type TestResult,
  type TestRun,
} from '@fairlead/go';
import type { Plan } from '../plan/plan.ts';
import type { OnMissing } from '../rules.ts';
import { type CheckResult, type Condition, type Finding, fixedLimits } from '../verdict/condition.ts';
import { countOf, listSome } from '../words.ts';

/** Judges a finished run: failed tests, packages that failed without one, and a run without any test. */
export function judgeTests(run: TestRun, plan: Plan, onMissing: OnMissing, workspace: string): CheckResult {
  const failures = failedTests(run);
  const alone = run.packages.filter((item) => item.outcome === 'fail' && !hasFailedTest(run, item));
  const findings = [
    ...buildFindings(run, plan, workspace),
    ...failures.flatMap((test) => testFinding(test, plan, workspace)),
  ];
  const condition = judge(run, failures, alone, onMissing);
  return {
    condition,
    findings,
    code: condition.status === 'errored' ? 'NOTHING_MEASURED' : 'TESTS_FAILED',
    details: condition.status === 'failed' ? describeFailures(failures, alone, findings) : [],
  };
}

/** `12 passed, 1 failed, 2 skipped`. */
export function describeCounts({ counts }: TestRun): string {
  return `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
}

function judge(
  run: TestRun,
  failures: readonly TestResult[],
  alone: readonly PackageResult[],
  onMissing: OnMissing,
): Condition {
  const actual = describeCounts(run);
  const shared = { name: 'test', actual, limit: fixedLimits.test } as const;
  if (failures.length > 0 || alone.length > 0) {
    const names = [...failures.map((test) => test.name), ...alone.map(describeLonePackage)];
    return { ...shared, status: 'failed', reason: `${actual}: ${listSome(names)}` };
  }
  if (run.counts.passed > 0) return { ...shared, status: 'passed', reason: actual };
  const what = run.counts.skipped > 0 ? `all ${countOf(run.counts.skipped, 'test')} skipped` : 'no tests';
  const reason = `no test ran in ${countOf(run.packages.length, 'package')} (${what})`;
  return { ...shared, status: onMissing === 'warn' ? 'warned' : 'errored', reason };
}

function describeLonePackage(item: PackageResult): string {
  if (item.buildFailed) return `${item.name} did not build`;
  const why = item.output.find((line) => /^(panic: |fatal error: |exit status |signal: )/.test(line));
  return `${item.name} failed outside of its tests${why === undefined ? '' : ` (${why})`}`;
}

function hasFailedTest(run: TestRun, item: PackageResult): boolean {
  return run.tests.some(
    (test) => test.package === item.name && (test.outcome === 'fail' || test.outcome === 'unfinished'),
  );
}

function buildFindings(run: TestRun, plan: Plan, workspace: string): readonly Finding[] {
  return run.builds.flatMap((build) => {
    const cwd = partOf(plan, build.package)?.cwd ?? workspace;
    return parseCompileErrors(build.output.join('\n'), { cwd, root: workspace }).map(
      ({ file, line, column, message }) => ({
        file,
        line,
        column,
        title: `${build.package} does not build`,
        message,
      }),
    );
  });
}

function testFinding(test: TestResult, plan: Plan, workspace: string): readonly Finding[] {
  const found = partOf(plan, test.package)?.packages.find((item) => item.importPath === test.package);
  const folder = found?.dir ?? workspace;
  const place = findFailurePlace(test.output, folder);
  if (place === undefined) return [];
  const file = relative(workspace, resolve(folder, place.file));
  return [{ file, line: place.line, title: test.name, message: place.message }];
}

function partOf(plan: Plan, importPath: string): Plan['modules'][number] | undefined {
  return plan.modules.find((part) => part.packages.some((item) => item.importPath === importPath));
}

function describeFailures(
  failures: readonly TestResult[],
  alone: readonly PackageResult[],
  findings: readonly Finding[],
): readonly string[] {
  const places = new Map(findings.map((finding) => [finding.title, finding]));
  const tests = failures.map((test) => {
    const place = places.get(test.name);
    const where = place === undefined ? '' : ` ${join(place.file)}:${place.line}: ${place.message}`;
    return `${test.outcome === 'unfinished' ? 'did not end' : 'failed'}: ${test.package} ${test.name}${where}`;
  });
  return [...tests, ...alone.map(describeLonePackage)];
}
