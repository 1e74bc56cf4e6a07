import { describe, expect, it } from 'vitest';
import { findingsSection } from '../src/check/findings-section.ts';
import { judgeCoverage } from '../src/conditions/coverage/judge.ts';
import { renderCoverage } from '../src/conditions/coverage/section.ts';
import { renderFailedTests } from '../src/conditions/test/section.ts';
import { type Rules, resolveRules } from '../src/plan/rules.ts';
import { renderSummary } from '../src/publish/summary.ts';
import type { CheckResult } from '../src/verdict/condition.ts';
import { plainSettings } from './support/plain-settings.ts';
import { packageResult, testResult, testRun } from './support/results.ts';

const rules: Rules = resolveRules({
  ...plainSettings,
  checks: ['gofmt', 'vet', 'test', 'coverage'],
  coverageThreshold: undefined,
  preset: 'standard',
});

const measurement = {
  total: { covered: 70, statements: 100 },
  packages: [
    { name: 'm/good', covered: 40, statements: 40 },
    { name: 'm/half', covered: 30, statements: 60 },
  ],
  functions: [{ name: '(*T).Do', file: 'half/t.go', line: 12, covered: 0, statements: 30 }],
  excluded: [{ file: 'pb/x.pb.go', reason: 'generated', statements: 200 }],
  outsideFunctions: { covered: 1, statements: 2 },
};

const run = testRun(
  [
    packageResult('m/good', 'pass'),
    packageResult('m/half', 'fail', { output: ['panic: in a goroutine', 'FAIL'] }),
  ],
  [
    testResult('m/good', 'TestGood', 'pass'),
    testResult('m/half', 'TestCutOff', 'unfinished'),
    testResult('m/half', 'TestHalf/*x*', 'fail', ['    half_test.go:3: want `a|b`', '<b>not bold</b>']),
  ],
);

const results: readonly CheckResult[] = [
  {
    condition: { name: 'gofmt', status: 'passed', actual: '0 files', limit: '0', reason: '2 files' },
    findings: [],
    code: '',
    details: [],
  },
  {
    condition: {
      name: 'vet',
      status: 'failed',
      actual: '1 finding',
      limit: '0 findings',
      reason: '1 finding',
    },
    findings: [{ file: 'half/t.go', line: 4, title: 'go vet', message: 'self-assignment of x|y' }],
    code: 'GATE_VET_FAILED',
    details: [],
  },
  {
    condition: {
      name: 'test',
      status: 'failed',
      actual: '1 passed, 1 failed, 0 skipped',
      limit: '0 failed',
      reason: 'TestHalf/*x*',
    },
    findings: [],
    code: 'GATE_TESTS_FAILED',
    details: [],
  },
  judgeCoverage(measurement, rules),
];

describe('the step summary (QG-16)', () => {
  const shown: readonly CheckResult[] = results.map((result) => {
    const { name } = result.condition;
    if (name === 'vet') return { ...result, section: findingsSection('go vet', result.findings) };
    if (name === 'test') return { ...result, section: renderFailedTests(run) };
    return name === 'coverage' ? { ...result, section: renderCoverage(measurement) } : result;
  });

  it('is as agreed: verdict, conditions, failed tests, findings, coverage', async () => {
    const leftOut = [{ file: 'half/t_windows.go', why: 'its name or its place' }];
    const markdown = renderSummary('failed', shown, leftOut);
    await expect(`${markdown}\n`).toMatchFileSnapshot('fixtures/recorded/summary.md');
  });

  it('stays readable for thousands of failures, and renders only those that it shows', () => {
    // 20 kB each: more than is shown of one test, in lines and in characters
    const output = Array.from({ length: 100 }, () => 'x'.repeat(200));
    const read = new Set<string>();
    const tests = Array.from({ length: 3000 }, (_, index) => {
      const test = testResult('m/half', `Test${index}`, 'fail');
      return {
        ...test,
        get output() {
          read.add(test.name);
          return output;
        },
      };
    });
    const section = renderFailedTests(testRun(run.packages, tests));
    const markdown = renderSummary(
      'failed',
      shown.map((result) => (result.condition.name === 'test' ? { ...result, section } : result)),
    );
    expect(Buffer.byteLength(markdown)).toBeLessThan(250_000);
    expect(markdown).toContain(
      '**Gate failed** · coverage 70.00 % (>= 75 %) · 1 passed, 1 failed, 0 skipped',
    );
    expect(markdown).toContain('2981 more in the JUnit file.');
    expect(read.size).toBe(20);
  });

  it('keeps the verdict and the conditions whatever the sections hold, and closes what it opens', () => {
    const flood = { ...results[0], section: 'x'.repeat(500_000) } as CheckResult;
    const markdown = renderSummary('failed', [flood, ...shown.slice(1)]);
    expect(markdown.length).toBeLessThan(450_000);
    expect(markdown).toContain('| coverage | ❌ failed |');
    expect(markdown).toContain('More is in the report: it does not fit here.');
    expect(markdown).toContain('#### Failed tests');
  });
});

describe('the sections of the summary', () => {
  const rows = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      name: `m/p${index}`,
      file: `p${index}.go`,
      line: index + 1,
      covered: 0,
      statements: 1,
      reason: 'generated',
      title: 't',
      message: 'wrong',
    }));
  const nothing = { ...measurement, packages: [], functions: [], excluded: [] };

  it.each([
    [50, undefined],
    [51, '1 more in the log.'],
  ])('of %i findings fifty are shown, and the rest is counted', (count, rest) => {
    const section = findingsSection('go vet', rows(count));
    expect(section.split('\n').filter((line) => line.includes('wrong'))).toHaveLength(50);
    expect(/\d+ more in the log\./.exec(section)?.[0]).toBe(rest);
  });

  it('are empty for no findings, and for tests of which none failed', () => {
    expect(findingsSection('go vet', [])).toBe('');
    expect(renderFailedTests(testRun([packageResult('m/a', 'pass')]))).toBe('');
  });

  it.each([
    ['packages', 50, undefined],
    ['packages', 51, '1 more in the report.'],
    ['excluded', 100, undefined],
    ['excluded', 101, '1 more in the report.'],
  ] as const)('count the rest of the %s, of which there are %i', (part, count, rest) => {
    const section = renderCoverage({ ...nothing, [part]: rows(count) });
    expect(/\d+ more in the report\./.exec(section)?.[0]).toBe(rest);
  });

  it('name the ten functions that tests would help most', () => {
    const section = renderCoverage({ ...nothing, functions: rows(11) });
    expect(section.split('\n').filter((line) => line.includes('.go:'))).toHaveLength(10);
  });

  it('say nothing of files left out where there are none', () => {
    expect(renderCoverage(measurement)).toContain('left out of coverage');
    expect(renderCoverage({ ...measurement, excluded: [] })).not.toContain('left out of coverage');
  });

  it('tell each statement outside of functions, and none where there is none', () => {
    const outside = (statements: number) =>
      renderCoverage({ ...nothing, outsideFunctions: { covered: 0, statements } });
    expect(outside(1)).toContain('1 statement in package-level literals');
    expect(outside(0)).toBe('');
  });

  it('order packages from the least covered; one without statements stands among those that are covered', () => {
    const packages = [
      { name: 'm/empty', covered: 0, statements: 0 },
      { name: 'm/full', covered: 4, statements: 4 },
      { name: 'm/half', covered: 2, statements: 4 },
      { name: 'm/none', covered: 0, statements: 1 },
    ];
    const section = renderCoverage({ ...nothing, packages });
    expect(section.match(/m\/\w+/g)).toEqual(['m/none', 'm/half', 'm/empty', 'm/full']);
  });
});
