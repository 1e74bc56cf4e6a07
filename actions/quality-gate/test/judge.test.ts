import { ToolError } from '@fairlead/core';
import {
  type CoverageMeasurement,
  type PackageTests,
  parsePercentage,
  type StatementCount,
} from '@fairlead/go';
import { describe, expect, it } from 'vitest';
import { judgeCoverage } from '../src/conditions/coverage/judge.ts';
import { judgeTests } from '../src/conditions/test/judge.ts';
import { type OnMissing, presets, resolveRules } from '../src/plan/rules.ts';
import { moduleOf, packageOf } from './support/module-of.ts';
import { plainSettings } from './support/plain-settings.ts';
import { planOf } from './support/plan-of.ts';
import { packageResult, testResult, testRun } from './support/results.ts';

const measured = (total: StatementCount, more: Partial<CoverageMeasurement> = {}): CoverageMeasurement => ({
  total,
  packages: [],
  functions: [],
  excluded: [],
  outsideFunctions: { covered: 0, statements: 0 },
  ...more,
});

const rules = (text: string, onMissing: OnMissing = 'error') => {
  const coverageThreshold = parsePercentage(text);
  return resolveRules({ ...plainSettings, checks: [], coverageThreshold, preset: 'standard', onMissing });
};

describe('coverage against the threshold', () => {
  it.each([
    [7499, 'failed'],
    [7500, 'passed'],
    [7501, 'passed'],
  ])('%i of 10000 at 75 %% is %s (QG-01)', (covered, status) => {
    expect(judgeCoverage(measured({ covered, statements: 10_000 }), rules('75')).condition.status).toBe(
      status,
    );
  });

  it('names number, limit, what is missing and the least covered functions', () => {
    const functions = [
      { name: 'Small', file: 'a.go', line: 3, covered: 0, statements: 1 },
      { name: '(*T).Big', file: 'b.go', line: 7, covered: 10, statements: 40 },
      { name: 'Done', file: 'c.go', line: 1, covered: 5, statements: 5 },
    ];
    const judged = judgeCoverage(measured({ covered: 7499, statements: 10_000 }, { functions }), rules('75'));
    expect(judged.condition).toEqual({
      name: 'coverage',
      status: 'failed',
      actual: '74.99 %',
      limit: '>= 75 %',
      reason:
        '74.99 % is below 75 %: 7499 of 10000 statements covered, 1 more needed; ' +
        'least covered: (*T).Big b.go:7 (25.00 %, 30 missed), Small a.go:3 (0.00 %, 1 missed)',
    });
    expect(judged.findings[0]).toMatchObject({
      file: 'b.go',
      line: 7,
      message: '(*T).Big: 25.00 % covered, 30 statements missed',
    });
  });

  it('names ten functions and annotates three, however many are not covered', () => {
    const functions = Array.from({ length: 12 }, (_, index) => ({
      name: `F${index}`,
      file: 'a.go',
      line: index + 1,
      covered: 0,
      statements: 1,
    }));
    const judged = judgeCoverage(measured({ covered: 0, statements: 12 }, { functions }), rules('75'));
    expect(judged.details).toHaveLength(10);
    expect(judged.findings.map(({ line }) => line)).toEqual([1, 2, 3]);
  });

  it('differs by preset on the same profile (QG-02)', () => {
    const eighty = measured({ covered: 80, statements: 100 });
    expect(judgeCoverage(eighty, rules(presets.standard)).condition.status).toBe('passed');
    expect(judgeCoverage(eighty, rules(presets.strict)).condition.status).toBe('failed');
  });

  it('never passes silently without statements', () => {
    const nothing = measured(
      { covered: 0, statements: 0 },
      {
        excluded: [{ file: 'a.go', reason: 'generated', statements: 4 }],
      },
    );
    expect(judgeCoverage(nothing, rules('0'))).toMatchObject({
      condition: { status: 'errored', reason: 'no statements to cover after 1 file left out' },
      code: 'GATE_NOTHING_MEASURED',
    });
    expect(judgeCoverage(nothing, rules('0', 'warn')).condition.status).toBe('warned');
  });
});

describe('tests', () => {
  const folder = '/w/sub';
  const packages = ['a', 'beside'].map((name) => ({ ...packageOf(name), dir: `${folder}/${name}` }));
  const plan = planOf({ modules: [moduleOf(folder, 'm', packages)] });
  const judge = (
    run: ReturnType<typeof testRun>,
    onMissing: OnMissing = 'error',
    profiles: readonly string[] = [],
    absent: readonly PackageTests[] = [],
  ) => judgeTests({ run, broken: undefined, profiles, absent }, plan, onMissing, '/w');

  it('pass with their counts', () => {
    const run = testRun([packageResult('m/a', 'pass')], [testResult('m/a', 'T', 'pass')]);
    expect(judge(run).condition).toMatchObject({ status: 'passed', actual: '1 passed, 0 failed, 0 skipped' });
  });

  it('fail with the place relative to the workspace', () => {
    const output = ['    a_test.go:9: want 1'];
    const run = testRun([packageResult('m/a', 'fail')], [testResult('m/a', 'T', 'fail', output)]);
    expect(judge(run)).toMatchObject({
      condition: { status: 'failed', reason: '0 passed, 1 failed, 0 skipped: T (want 1)' },
      findings: [{ file: 'sub/a/a_test.go', line: 9, title: 'T', message: 'want 1' }],
      details: ['failed: m/a T sub/a/a_test.go:9: want 1'],
    });
  });

  it('fail with the first error of a package that does not build', () => {
    const output = ['# m/a', '# [m/a]', 'a/a_test.go:8:2: first', 'a/a_test.go:9:2: second'];
    const run = {
      ...testRun([packageResult('m/a', 'fail', { buildFailed: true })]),
      builds: [{ package: 'm/a', output }],
    };
    expect(judge(run).condition.reason).toContain('m/a did not build (sub/a/a_test.go:8: first)');
  });

  it('fail with the cycle where packages import each other', () => {
    const run = {
      ...testRun([packageResult('m/a', 'fail', { buildFailed: true })]),
      builds: [
        { package: 'm/a', output: ['package m/a', '\timports m/a from a.go: import cycle not allowed'] },
      ],
    };
    expect(judge(run).condition.reason).toContain(
      'm/a did not build (package m/a imports m/a from a.go: import cycle not allowed)',
    );
  });

  it.each([
    [['no database', 'exit status 3'], ' (no database; exit status 3)'],
    [['exit status 3'], ' (exit status 3)'],
    [[], ''],
  ])('fail for a package that ends outside of its tests with %j', (output, why) => {
    const lone = packageResult('m/a', 'fail', { output });
    expect(judge(testRun([lone])).condition.reason).toBe(
      `0 passed, 0 failed, 0 skipped: m/a failed outside of its tests${why}`,
    );
  });

  it('fail with the beginning of a long message', () => {
    const output = [`    a_test.go:9: want ${'x'.repeat(1_000)}`];
    const run = testRun([packageResult('m/a', 'fail')], [testResult('m/a', 'T', 'fail', output)]);
    expect(judge(run).condition.reason).toMatch(/: T \(want x+…\)$/);
  });

  it('fail with the places of compile errors', () => {
    const run = {
      ...testRun([packageResult('m/a', 'fail', { buildFailed: true })]),
      builds: [{ package: 'm/a', output: ['# m/a', 'a/x_test.go:5:28: undefined: y'] }],
    };
    expect(judge(run)).toMatchObject({
      condition: { status: 'failed' },
      findings: [{ file: 'sub/a/x_test.go', line: 5, column: 28, message: 'undefined: y' }],
    });
    // with coverage the columns are those of the rewritten source
    expect(judge(run, 'error', ['/p']).findings).toMatchObject([{ line: 5, column: undefined }]);
  });

  it('are told in the order in which to read them: what failed, then what it cut off', () => {
    const frame = '\t/w/sub/a/a_test.go:7 +0x1';
    const run = testRun(
      [packageResult('m/a', 'fail', { output: ['panic: in a goroutine', frame] })],
      [testResult('m/a', 'TestCut', 'unfinished'), testResult('m/a', 'TestBad', 'fail')],
    );
    const judged = judge(run);
    expect(judged.condition.reason).toBe(
      '0 passed, 2 failed, 0 skipped: TestBad, m/a crashed (panic: in a goroutine), TestCut did not end',
    );
    expect(judged.findings).toEqual([
      { file: 'sub/a/a_test.go', line: 7, title: 'm/a', message: 'panic: in a goroutine' },
    ]);
  });

  it('of one name in two packages keep their own places', () => {
    const run = testRun(
      [packageResult('m/a', 'fail'), packageResult('m/b', 'fail')],
      [
        testResult('m/a', 'TestNew', 'fail', ['    a_test.go:1: one']),
        testResult('m/b', 'TestNew', 'fail', ['    b_test.go:2: two']),
      ],
    );
    expect(judge(run).details).toEqual([
      'failed: m/a TestNew sub/a/a_test.go:1: one',
      'failed: m/b TestNew b_test.go:2: two',
    ]);
  });

  it('of one name in two packages are told apart', () => {
    const run = testRun(
      [packageResult('m/a', 'fail'), packageResult('m/b', 'fail')],
      [testResult('m/a', 'TestNew', 'fail'), testResult('m/b', 'TestNew', 'fail')],
    );
    expect(judge(run).condition.reason).toContain('TestNew of m/a, TestNew of m/b');
  });

  it.each([
    [
      'what log.Fatal said',
      ['2026/01/02 15:04:05 no database', 'exit status 1', 'FAIL\tm/a\t0.01s'],
      '2026/01/02 15:04:05 no database',
    ],
    ['how it can end in silence', [], 'its package ended by os.Exit, log.Fatal or a crash while it ran'],
  ])('that do not end say %s', (_, output, reason) => {
    const run = testRun([packageResult('m/a', 'fail')], [testResult('m/a', 'T', 'unfinished', output)]);
    expect(judge(run).condition.reason).toBe(`0 passed, 1 failed, 0 skipped: T did not end (${reason})`);
  });

  it('of a run that broke are never a verdict, and what had failed is still told', () => {
    const run = testRun(
      [packageResult('m/a', 'missing')],
      [testResult('m/a', 'T', 'fail', ['    a_test.go:9: want 1'])],
    );
    const broken = new ToolError({ code: 'TOOL_KILLED', message: 'go was ended by SIGKILL', argv: ['go'] });
    expect(judgeTests({ run, broken, profiles: [], absent: [] }, plan, 'warn', '/w')).toMatchObject({
      condition: { status: 'errored', reason: 'go was ended by SIGKILL' },
      code: 'TOOL_KILLED',
      findings: [{ file: 'sub/a/a_test.go', line: 9 }],
      details: ['failed: m/a T sub/a/a_test.go:9: want 1', 'm/a never ended'],
    });
  });

  it('that a TestMain left out are no pass', () => {
    const run = testRun(
      [packageResult('m/a', 'pass'), packageResult('m/b', 'pass')],
      [testResult('m/a', 'T', 'pass')],
    );
    const absent = [{ package: 'm/b', tests: ['TestB'] }];
    expect(judge(run, 'error', [], absent)).toMatchObject({
      condition: {
        status: 'errored',
        reason: expect.stringContaining('m/b ended with 0 before its tests ran'),
      },
      code: 'GATE_NOTHING_MEASURED',
    });
    expect(judge(run, 'warn', [], absent).condition.status).toBe('warned');
    const some = judge(run, 'error', [], [{ package: 'm/a', tests: ['TestOther', 'TestMore'] }]);
    expect(some.condition.reason).toBe('m/a ended with 0 without 2 of its tests: TestOther, TestMore');
  });

  it('that were replayed are counted', () => {
    const run = testRun(
      [packageResult('m/a', 'pass', { cached: true }), packageResult('m/b', 'pass')],
      [testResult('m/a', 'T', 'pass'), testResult('m/b', 'T', 'pass')],
    );
    expect(judge(run).condition.reason).toBe(
      "2 passed, 0 failed, 0 skipped; 1 of 2 packages replayed from Go's cache",
    );
  });

  it.each([
    ['none', [], 'no test ran in 1 package (no tests)'],
    ['only skipped ones', [testResult('m/a', 'T', 'skip')], 'no test ran in 1 package (all 1 test skipped)'],
  ])('that do not run are no pass: %s (QG-11)', (_, tests, reason) => {
    const run = testRun([packageResult('m/a', 'pass')], tests);
    expect(judge(run)).toMatchObject({
      condition: { status: 'errored', reason },
      code: 'GATE_NOTHING_MEASURED',
    });
    expect(judge(run, 'warn').condition.status).toBe('warned');
  });
});
