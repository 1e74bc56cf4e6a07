import { CancelledError, ToolError } from '@fairlead/core';
import type { CoverageBlock, CoveredFile } from '@fairlead/go';
import { createFakeFiles, createFakeGit } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { plainResult } from '../src/check/results.ts';
import { checksFor } from '../src/conditions/checks-for.ts';
import { judgeConditions } from '../src/conditions/judge-conditions.ts';
import { prepareConditions } from '../src/metrics/prepare.ts';
import type { CheckResult } from '../src/verdict/condition.ts';
import { type JobOptions, jobOf } from './support/job-of.ts';
import { moduleOf, packageOf } from './support/module-of.ts';
import { packageResult, testResult, testRun } from './support/results.ts';
import { ruleOf } from './support/rule-of.ts';

type Entry = Readonly<Record<string, string>>;

const passed = (name: string): CheckResult =>
  plainResult({ name, status: 'passed', actual: '', limit: '', reason: `${name} is fine` });
const found = (name: string, ...files: readonly string[]): CheckResult => ({
  ...passed(name),
  condition: { name, status: 'failed', actual: '', limit: '', reason: `${files.length} found` },
  findings: files.map((file) => ({ file, line: 1, title: name, message: 'x' })),
  section: `section of ${name}`,
});

/** Statuses and reasons by name, after the conditions were judged. */
async function judge(
  entries: readonly Entry[],
  results: readonly CheckResult[],
  settings: JobOptions['settings'] = {},
  prepare: (job: ReturnType<typeof jobOf>['job']) => void = () => {},
) {
  const conditions = entries.map(ruleOf);
  const plan = {
    modules: [
      moduleOf('/w/orders', 'm/orders', [packageOf('orders')]),
      moduleOf('/w/billing', 'm/billing', [packageOf('billing'), packageOf('billing/internal/tax')]),
    ],
  };
  const { job } = jobOf({ plan, settings: { ...settings, conditions } });
  prepare(job);
  await prepareConditions(job);
  const judged = await judgeConditions(job, results);
  return {
    judged,
    words: judged.map(({ condition }) => `${condition.name} ${condition.status}: ${condition.reason}`),
  };
}

describe('a condition on the number of a check', () => {
  const entry = { metric: 'vet-findings', operator: '<=', threshold: '2' };

  it('takes the place of what the check demands, with what the check found', async () => {
    const { judged, words } = await judge([entry], [passed('gofmt'), found('vet', 'a.go', 'b.go')]);
    expect(words).toEqual(['gofmt passed: gofmt is fine', 'vet-findings passed: 2 <= 2: 2 found']);
    expect(judged[1]?.section).toBe('section of vet');
    const more = await judge([entry], [found('vet', 'a.go', 'b.go', 'c.go')]);
    expect(more.words).toEqual(['vet-findings failed: 3 is above 2: 3 found']);
    expect(more.judged[0]?.findings).toHaveLength(3);
    expect(more.judged[0]?.code).toBe('GATE_VET_FAILED');
    expect(judged[1]?.findings).toEqual([]);
  });

  it('shows what the check has to show where it fails, and its warnings in any case', async () => {
    const beside = async (...files: readonly string[]) => {
      const check = { ...found('vet', ...files), details: ['a detail'], warnings: ['a warning'] };
      return (await judge([entry], [check])).judged[0];
    };
    expect(await beside('a', 'b', 'c')).toMatchObject({ details: ['a detail'], warnings: ['a warning'] });
    expect(await beside('a', 'b')).toMatchObject({ details: [], findings: [], warnings: ['a warning'] });
    expect((await judge([entry], [found('vet', 'a')])).judged[0]).not.toHaveProperty('warnings');
  });

  it('is errored or skipped as the check is', async () => {
    const broken = plainResult(
      { name: 'vet', status: 'errored', actual: '', limit: '', reason: 'vet crashed' },
      'TOOL_KILLED',
    );
    const { judged, words } = await judge([entry], [broken]);
    expect(words).toEqual(['vet-findings errored: vet: vet crashed']);
    expect(judged[0]?.code).toBe('TOOL_KILLED');
    const skipped = plainResult({ ...broken.condition, status: 'skipped', reason: 'not reached' });
    expect((await judge([entry], [skipped])).words).toEqual(['vet-findings skipped: vet: not reached']);
  });

  it('stands beside another one of the same number', async () => {
    const second = { ...entry, threshold: '0', severity: 'warning', name: 'no vet findings' };
    expect((await judge([entry, second], [found('vet', 'a.go')])).words).toEqual([
      'vet-findings passed: 1 <= 2: 1 found',
      'no vet findings warned: 1 is above 0: 1 found',
    ]);
  });

  it('counts a file once for gofmt', async () => {
    const files = { metric: 'unformatted-files', operator: '==', threshold: '1' };
    expect((await judge([files], [found('gofmt', 'a.go', 'a.go')])).words[0]).toContain('passed');
  });
});

describe('a check that runs for conditions alone', () => {
  it('does not judge, unless it is the tests', async () => {
    const settings = { checks: ['gofmt'] };
    const entry = { metric: 'coverage', scope: 'module', threshold: '0' };
    const wanted = checksFor([ruleOf(entry)]);
    expect([...wanted].sort()).toEqual(['coverage', 'test']);
    const { job } = jobOf({ settings: { ...settings, conditions: [ruleOf(entry)] } });
    const rules = { ...job.rules, checks: new Set(['gofmt', ...wanted]) };
    const judged = await judgeConditions({ ...job, rules }, [found('test', 'a'), found('coverage', 'b')]);
    expect(judged.map(({ condition }) => `${condition.name} ${condition.status}`)).toEqual([
      'test failed',
      'coverage skipped',
      'coverage (each module) skipped',
    ]);
    expect(judged[1]).toMatchObject({ section: 'section of coverage', findings: [], code: '' });
    expect(judged[1]).not.toHaveProperty('warnings');
    const warned = { ...found('coverage', 'b'), warnings: ['a warning'] };
    const told = await judgeConditions({ ...job, rules }, [found('test', 'a'), warned]);
    expect(told[1]).toMatchObject({ warnings: ['a warning'] });
  });
});

const block = (file: string, line: number, statements: number, count: number): CoverageBlock => ({
  file,
  startLine: line,
  startColumn: 1,
  endLine: line,
  endColumn: 99,
  statements,
  count,
});

/** Coverage of three packages in two modules. */
function withCoverage(job: ReturnType<typeof jobOf>['job']): void {
  const source = 'package p\nvar a = f()\nvar b = f()\n';
  const file = (path: string): CoveredFile => ({ path, source });
  const name = 'm/billing/internal/tax/t.go';
  job.facts.coverage = {
    measurement: {
      total: { covered: 10, statements: 20 },
      packages: [
        { name: 'm/orders', covered: 6, statements: 8 },
        { name: 'm/billing', covered: 4, statements: 4 },
        { name: 'm/billing/internal/tax', covered: 0, statements: 8 },
      ],
      functions: [],
      excluded: [],
      outsideFunctions: { covered: 0, statements: 0 },
    },
    profile: { mode: 'set', blocks: [block(name, 2, 3, 1), block(name, 3, 5, 0)] },
    files: new Map([[name, file('billing/internal/tax/t.go')]]),
  };
}

describe('coverage of a monorepo', () => {
  it.each<[Entry, string]>([
    [{ threshold: '50' }, 'coverage passed: 50.00 % >= 50 %: 10 of 20 statements covered'],
    [
      { threshold: '51' },
      'coverage failed: 50.00 % is below 51 %: 10 of 20 statements covered, 1 more needed',
    ],
    [
      { scope: 'module', threshold: '60' },
      'coverage (each module) failed: 1 of 2 do not hold: m/billing 33.33 % is below 60 %: 4 of 12 statements covered, 4 more needed',
    ],
    [
      { scope: 'module ord*', threshold: '60' },
      'coverage (each module ord*) passed: all of 1 hold >= 60 %; worst m/orders: 75.00 %, 6 of 8 statements covered',
    ],
    [
      { scope: 'package billing/...', threshold: '1' },
      'coverage (each package billing/...) failed: 1 of 2 do not hold: m/billing/internal/tax 0.00 %',
    ],
    [
      { scope: 'packages billing/**', threshold: '33.3' },
      'coverage (packages billing/**) passed: 33.33 % >= 33.3 %: 4 of 12 statements covered',
    ],
    [
      { scope: 'package none/**', threshold: '1' },
      'coverage (each package none/**) failed: no package with statements matches none/**',
    ],
  ])('is judged in one run: %j', async (entry, words) => {
    const judged = await judge([{ metric: 'coverage', ...entry }], [passed('coverage')], {}, withCoverage);
    expect(judged.words.at(-1)).toContain(words);
  });
});

describe('coverage against the base', () => {
  const name = 'm/billing/internal/tax/t.go';
  const against = (base: string | undefined) => (job: ReturnType<typeof jobOf>['job']) => {
    withCoverage(job);
    const files = createFakeFiles(base === undefined ? {} : { '/w/base.out': `mode: set\n${base}` });
    Object.assign(job.ports, { files, git: createFakeGit() });
  };
  it.each([
    [
      `${name}:1.1,2.2 4 1\n${name}:3.1,4.2 6 0\n`,
      '0',
      'passed: 10.00 % >= 0 %: 10 of 20 statements now, 4 of 10 at the base',
    ],
    [`${name}:1.1,2.2 2 1\n${name}:3.1,4.2 1 0\n`, '-16.66', 'failed: -16.67 % is below -16.66 %'],
    [`${name}:1.1,2.2 2 1\n${name}:3.1,4.2 1 0\n`, '-16.67', 'passed: -16.67 % >= -16.67 %'],
    ['', '0', 'failed: base.out has no statements'],
    [`${name}:1.1,2.2 2 0\n`, '50', 'passed: 50.00 % >= 50 %: 10 of 20 statements now, 0 of 2 at the base'],
    [undefined, '0', 'failed: there is no base.out'],
  ])('is compared exactly: %j at least %s', async (base, threshold, words) => {
    const entry = { metric: 'coverage-delta', file: 'base.out', threshold };
    const judged = await judge([entry], [passed('coverage')], {}, against(base));
    expect(judged.words.at(-1)).toContain(`coverage-delta ${words}`);
  });
});

describe('coverage of a change', () => {
  const FLAGS =
    'diff --unified=0 --text --no-color --no-ext-diff --no-textconv --find-renames --src-prefix=a/ --dst-prefix=b/ --no-relative --diff-filter=d';
  const changing = (lines: string) => (job: ReturnType<typeof jobOf>['job']) => {
    withCoverage(job);
    const diff = `+++ b/billing/internal/tax/t.go\n@@ -1,0 +${lines} @@\n`;
    const answers = { 'merge-base -- aaa HEAD': 'mmm', [`${FLAGS} mmm HEAD --`]: diff };
    Object.assign(job.ports, {
      git: createFakeGit({ root: '/w', answers }),
      trust: { level: 'untrusted', why: '', base: ['aaa'] },
    });
  };
  const both = [
    { metric: 'coverage', scope: 'patch', threshold: '60' },
    { metric: 'line-coverage', scope: 'patch', threshold: '50' },
  ];

  it('is that of its statements and of its lines, with what is not reached as annotations', async () => {
    const { judged, words } = await judge(both, [passed('coverage')], {}, changing('2,2'));
    expect(words.slice(1)).toEqual([
      'coverage (patch) failed: 37.50 % is below 60 %: 3 of 8 statements covered, 2 more needed',
      'line-coverage (patch) passed: 50.00 % >= 50 %: 1 of 2 lines covered, 0 in part',
    ]);
    expect(judged[1]?.findings).toEqual([
      {
        file: 'billing/internal/tax/t.go',
        line: 3,
        title: 'patch coverage',
        message: 'no test reaches all of line 3, which is new',
      },
    ]);
  });

  it('is, for what checks find, of the lines of the change alone, and so is what is shown', async () => {
    const inCode = { file: 'billing/internal/tax/t.go', title: 'vet', message: 'x' };
    const vet = {
      ...found('vet'),
      findings: [
        { ...inCode, line: 3 },
        { ...inCode, line: 9 },
      ],
    };
    const rule = { metric: 'vet-findings', scope: 'patch', operator: '<=', threshold: '0' };
    const some = await judge([rule], [vet], {}, changing('2,2'));
    expect(some.words.slice(1)).toEqual([
      'vet-findings (patch) failed: 1 is above 0: billing/internal/tax/t.go:3: x',
    ]);
    expect(some.judged[1]?.findings).toEqual([{ ...inCode, line: 3 }]);
    const none = await judge([rule], [vet], {}, changing('5,1'));
    expect(none.words.slice(1)).toEqual([
      'vet-findings (patch) passed: 0 <= 0: nothing on lines of the change',
    ]);
  });

  it('is skipped where the change has no code', async () => {
    expect((await judge(both, [passed('coverage')], {}, changing('1'))).words.slice(1)).toEqual([
      'coverage (patch) skipped: the change has no statements',
      'line-coverage (patch) skipped: the change has no lines with code',
    ]);
  });

  it('is errored where the clone lacks the base', async () => {
    const lacking = (job: ReturnType<typeof jobOf>['job']) => {
      changing('2')(job);
      Object.assign(job.ports, { git: createFakeGit({ root: '/w' }) });
    };
    const { judged, words } = await judge(both, [passed('coverage')], {}, lacking);
    expect(words[1]).toContain('coverage (patch) errored: what has changed is not known');
    expect(judged[1]?.code).toBe('GATE_NOT_CHECKED');
  });
});

describe('numbers of the tests', () => {
  const run = testRun(
    [packageResult('m/a', 'pass')],
    [
      testResult('m/a', 'TestA', 'pass'),
      testResult('m/a', 'TestB', 'skip'),
      testResult('m/a', 'TestC', 'skip'),
    ],
  );
  const withTests = (tests: ReturnType<typeof testRun>) => (job: ReturnType<typeof jobOf>['job']) => {
    job.tests = { run: tests, broken: undefined, profiles: [], absent: [] };
  };

  it.each<[Entry, string]>([
    [{ metric: 'tests-run', operator: '>=', threshold: '1' }, 'passed: 1 >= 1: 1 passed, 0 failed'],
    [
      { metric: 'tests-skipped', operator: '<', threshold: '2' },
      'failed: 2 is not below 2: 2 of 3 tests skipped',
    ],
    [
      { metric: 'tests-skipped-share', operator: '<=', threshold: '66.66' },
      'failed: 66.67 % is above 66.66 %',
    ],
    [{ metric: 'races', operator: '==', threshold: '0' }, 'failed: the race detector is off: set race'],
  ])('%j', async (entry, words) => {
    const judged = await judge([entry], [passed('test')], {}, withTests(run));
    expect(judged.words.at(-1)).toContain(words);
  });

  it('count a race that a test or a package tells', async () => {
    const raced = testRun(
      [packageResult('m/a', 'fail', { output: ['WARNING: DATA RACE'] })],
      [
        testResult('m/a', 'TestA', 'fail', ['    WARNING: DATA RACE']),
        testResult('m/a', 'TestB', 'fail', ['no']),
      ],
    );
    const entry = { metric: 'races', operator: '==', threshold: '2' };
    const judged = await judge([entry], [passed('test')], { race: true }, withTests(raced));
    expect(judged.words.at(-1)).toBe('races passed: 2 == 2: TestA, m/a');
  });

  it('allow failed tests only where a condition says so', async () => {
    const failed = testRun([packageResult('m/a', 'fail')], [testResult('m/a', 'TestA', 'fail')]);
    const entry = { metric: 'tests-failed', operator: '<=', threshold: '1' };
    const { words } = await judge([entry], [found('test', 'a.go')], {}, withTests(failed));
    expect(words).toEqual(['tests-failed passed: 1 <= 1: 1 found']);
  });

  it('are not there before the tests ran', async () => {
    const judged = await judge([{ metric: 'tests-run' }], [passed('test')]);
    expect(judged.words.at(-1)).toBe('tests-run skipped: the tests did not run');
    expect((await judge([{ metric: 'coverage' }], [passed('coverage')])).words[0]).toContain('skipped');
  });
});

it('what ends the whole run is no condition', async () => {
  const entry = { metric: 'report-number', file: 'r', pointer: '/a' };
  const failing = (error: Error) => (job: ReturnType<typeof jobOf>['job']) =>
    void Object.assign(job.ports, { files: { realPath: () => Promise.reject(error) } });
  await expect(judge([entry], [], {}, failing(new CancelledError('cancelled')))).rejects.toThrow('cancelled');
  await expect(judge([entry], [], {}, failing(new TypeError('a bug')))).rejects.toThrow('a bug');
  const broken = new ToolError({ code: 'TOOL_FAILED', message: 'it broke', argv: [] });
  expect((await judge([entry], [], {}, failing(broken))).words).toEqual(['report-number errored: it broke']);
});
