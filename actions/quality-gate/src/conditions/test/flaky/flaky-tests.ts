import { countTests, type TestRun } from '@fairlead/go';
import type { Retry } from '../../../check/test-output.ts';
import { findQuarantine, type Quarantine } from './quarantine.ts';

/** A test that failed and then passed, with nothing changed. */
export interface FlakyTest extends Retry {
  /** Who looks after it; undefined where nobody may let it pass. */
  readonly quarantine: Quarantine | undefined;
  readonly expired: Quarantine | undefined;
  /** Whether the change touched what it depends on; undefined where that is not known. */
  readonly touched: boolean | undefined;
}

/** Judges what passed on a later try. */
export function judgeRetries(
  retries: readonly Retry[],
  entries: readonly Quarantine[],
  today: string,
  touched: (importPath: string) => boolean | undefined,
): readonly FlakyTest[] {
  return retries.map((retry) => {
    const { valid, expired } = findQuarantine(entries, retry, today);
    return { ...retry, quarantine: valid, expired, touched: touched(retry.package) };
  });
}

/** The run without the failures of tests in quarantine. Nothing else is made better than it was. */
export function forgive(run: TestRun, flaky: readonly FlakyTest[]): TestRun {
  const forgiven = flaky.filter(({ quarantine }) => quarantine !== undefined);
  if (forgiven.length === 0) return run;
  const names = new Set(forgiven.map((test) => `${test.package} ${test.name}`));
  const tests = run.tests.map((test) =>
    test.outcome === 'fail' && names.has(`${test.package} ${test.name.split('/')[0]}`)
      ? { ...test, outcome: 'pass' as const, output: [] }
      : test,
  );
  const bad = new Set(
    tests.filter(({ outcome }) => outcome === 'fail' || outcome === 'unfinished').map((test) => test.package),
  );
  const touched = new Set(forgiven.map((test) => test.package));
  const packages = run.packages.map((item) =>
    touched.has(item.name) && item.outcome === 'fail' && !bad.has(item.name)
      ? { ...item, outcome: 'pass' as const }
      : item,
  );
  return { ...run, packages, tests, counts: countTests(tests) };
}

/** One sentence for each flaky test. */
export function describeFlaky({
  name,
  package: where,
  passedOn,
  quarantine,
  expired,
  touched,
}: FlakyTest): string {
  const change =
    touched === undefined
      ? 'whether the change touched it is not known without select: affected'
      : touched
        ? 'the change touched what it depends on'
        : 'the change touched nothing that it depends on';
  const keeper =
    quarantine !== undefined
      ? `; in quarantine until ${quarantine.until}, owner ${quarantine.owner}`
      : expired !== undefined
        ? `; its quarantine ended on ${expired.until}, owner ${expired.owner}`
        : '';
  return `${name} of ${where} is flaky: it failed, then passed on try ${passedOn + 1}; ${change}${keeper}`;
}
