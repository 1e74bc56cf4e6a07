import { describe, expect, it } from 'vitest';
import { failuresToRerun } from '../src/conditions/test/flaky/failures-to-rerun.ts';
import { describeFlaky, forgive, judgeRetries } from '../src/conditions/test/flaky/flaky-tests.ts';
import { findQuarantine, readQuarantine } from '../src/conditions/test/flaky/quarantine.ts';
import { packageResult, testResult, testRun } from './support/results.ts';

const failing = (output: readonly string[] = [], more = {}) =>
  testRun(
    [packageResult('m/a', 'fail', more), packageResult('m/b', 'pass')],
    [
      testResult('m/a', 'TestA', 'fail', output),
      testResult('m/a', 'TestA/sub', 'fail', output),
      testResult('m/a', 'TestFine', 'pass'),
      testResult('m/b', 'TestB', 'pass'),
    ],
  );

describe('tests that may run once more', () => {
  it('are the failed ones, by their top name', () => {
    expect(failuresToRerun(failing())).toEqual([{ package: 'm/a', tests: ['TestA'] }]);
    expect(failuresToRerun(testRun([packageResult('m/b', 'pass')]))).toEqual([]);
  });

  it.each([
    ['a data race', failing(['WARNING: DATA RACE'])],
    [
      'a race that the package tells',
      failing([], { output: ['testing.go:1: race detected during execution of test'] }),
    ],
    ['a panic', failing(['panic: boom'])],
    ['a crash of the package', failing([], { output: ['fatal error: all goroutines are asleep'] })],
    ['a time-out', failing([], { output: ['panic: test timed out after 1s'] })],
    ['a package that did not build', failing([], { buildFailed: true })],
    [
      'a test that did not end',
      testRun([packageResult('m/a', 'fail')], [testResult('m/a', 'TestA', 'unfinished')]),
    ],
    ['a package that failed without a test', testRun([packageResult('m/a', 'fail')])],
  ])('are none after %s', (_, run) => expect(failuresToRerun(run)).toEqual([]));

  it('are none where more than ten fail', () => {
    const tests = (count: number) =>
      Array.from({ length: count }, (_, at) => testResult('m/a', `Test${at}`, 'fail'));
    expect(failuresToRerun(testRun([packageResult('m/a', 'fail')], tests(10)))[0]?.tests).toHaveLength(10);
    expect(failuresToRerun(testRun([packageResult('m/a', 'fail')], tests(11)))).toEqual([]);
  });

  it('are none where another package is broken for good', () => {
    const run = testRun(
      [packageResult('m/a', 'fail'), packageResult('m/c', 'fail', { buildFailed: true })],
      [testResult('m/a', 'TestA', 'fail')],
    );
    expect(failuresToRerun(run)).toEqual([]);
  });
});

describe('a quarantine', () => {
  const entry = readQuarantine('internal/pay TestRetry @anna 2026-12-31');
  const find = (name: string, where = 'm/internal/pay', today = '2026-12-31') =>
    findQuarantine([entry], { package: where, name }, today);

  it('has package, test, owner and last day', () => {
    expect(entry).toEqual({
      package: 'internal/pay',
      test: 'TestRetry',
      owner: '@anna',
      until: '2026-12-31',
    });
    expect(find('TestRetry')).toEqual({ valid: entry });
    expect(find('TestRetry/sub')).toEqual({ valid: entry });
    expect(find('TestRetry', 'internal/pay')).toEqual({ valid: entry });
  });

  it('does not count for others, and not after its day', () => {
    expect(find('TestRetryMore')).toEqual({});
    expect(find('TestRetry', 'm/not-internal/pay')).toEqual({});
    expect(find('TestRetry', 'm/internal/pay', '2027-01-01')).toEqual({ expired: entry });
  });
});

describe('a flaky test', () => {
  const retry = { package: 'm/a', name: 'TestA', passedOn: 1 };
  const line = (day: string) => readQuarantine(`a TestA @anna ${day}`);
  const judge = (day?: string, touched?: boolean) =>
    judgeRetries([retry], day === undefined ? [] : [line(day)], '2026-06-01', () => touched);

  it('fails all the same', () => {
    expect(forgive(failing(), judge())).toEqual(failing());
    expect(forgive(failing(), judge('2026-05-31'))).toEqual(failing());
  });

  it('is forgiven in quarantine, with its subtests and its package, and nothing else is', () => {
    const { packages, tests, counts } = forgive(failing(), judge('2026-06-01'));
    expect(packages.map(({ outcome }) => outcome)).toEqual(['pass', 'pass']);
    expect(tests.map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'pass', 'pass']);
    expect(counts).toEqual({ passed: 4, failed: 0, skipped: 0 });
    const two = testRun(
      [packageResult('m/a', 'fail')],
      [testResult('m/a', 'TestA', 'fail'), testResult('m/a', 'TestOther', 'fail')],
    );
    const left = forgive(two, judge('2026-06-01'));
    expect([left.packages[0]?.outcome, left.counts.failed]).toEqual(['fail', 1]);
  });

  it('says whether the change touched it, and who looks after it', () => {
    const say = (day?: string, touched?: boolean) => judge(day, touched).map(describeFlaky)[0];
    const said = 'TestA of m/a is flaky: it failed, then passed on try 2; ';
    expect(say(undefined, true)).toBe(`${said}the change touched what it depends on`);
    expect(say('2026-06-01', false)).toBe(
      `${said}the change touched nothing that it depends on; in quarantine until 2026-06-01, owner @anna`,
    );
    expect(say('2026-05-31')).toBe(
      `${said}whether the change touched it is not known without select: affected; its quarantine ended on 2026-05-31, owner @anna`,
    );
  });
});
