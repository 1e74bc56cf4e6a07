import type { CoverageProfile } from '@fairlead/go';
import { createFakeGit } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import type { CoverageFacts, Facts } from '../../src/check/facts.ts';
import { patchOf } from '../../src/metrics/patch.ts';
import { metricOf } from '../../src/metrics/registry.ts';
import { readReport } from '../../src/metrics/report-file.ts';
import { subjectsOf } from '../../src/metrics/subjects.ts';
import { judgeRule } from '../../src/rule/judge-rule.ts';
import type { CheckResult, Finding } from '../../src/verdict/condition.ts';
import { type JobOptions, jobOf } from '../support/job-of.ts';
import { moduleOf, packageOf } from '../support/module-of.ts';
import { planOf } from '../support/plan-of.ts';
import { packageResult, testResult, testRun } from '../support/results.ts';
import { ruleOf } from '../support/rule-of.ts';

interface Given extends JobOptions {
  readonly facts?: Partial<Facts>;
  readonly tests?: ReturnType<typeof testRun>;
  readonly findings?: readonly Finding[];
}

/** The number of a metric with its words, and what a condition on it shows. */
async function measure(entry: Readonly<Record<string, string>>, { facts, tests, findings, ...more }: Given) {
  const { job } = jobOf(more);
  Object.assign(job.facts, facts);
  Object.assign(job, { tests: tests === undefined ? undefined : { run: tests } });
  const checked: CheckResult | undefined =
    findings === undefined
      ? undefined
      : {
          condition: { name: 'a', status: 'failed', actual: '', limit: '', reason: 'as the check says' },
          findings,
          code: '',
          details: [],
        };
  const rule = ruleOf(entry);
  const metric = metricOf(rule.metric);
  const { condition, findings: found } = judgeRule(
    rule,
    metric,
    await metric.measure({ job, checked }, rule),
  );
  return { status: condition.status, actual: condition.actual, reason: condition.reason, found };
}

describe('what tests leave', () => {
  const raced = ['==================', 'WARNING: DATA RACE', 'Write at 0x00c'];
  const run = testRun(
    [
      packageResult('m/a', 'fail'),
      packageResult('m/b', 'pass', { output: raced }),
      packageResult('m/c', 'fail'),
    ],
    [
      testResult('m/a', 'TestOne', 'fail'),
      testResult('m/a', 'TestTwo', 'pass', ['fine', ...raced]),
      testResult('m/a', 'TestThree', 'skip', ['see WARNING: DATA RACE in the docs']),
      testResult('m/b', 'TestFour', 'skip'),
    ],
  );

  it.each([
    ['tests-run', '2', '2 >= 0: 1 passed, 1 failed'],
    ['tests-skipped', '2', '2 >= 0: 2 of 4 tests skipped'],
    ['tests-skipped-share', '50.00 %', '50.00 % >= 0 %: 2 of 4 tests skipped'],
    // a test that failed, and a package that failed by itself
    ['tests-failed', '2', '2 >= 0: '],
  ])('is counted by %s', async (metric, actual, reason) => {
    expect(await measure({ metric }, { tests: run })).toMatchObject({ actual, reason });
  });

  it('has its data races where the detector was on, and no number where it was off', async () => {
    const racesOf = (race: boolean, tests = run) =>
      measure({ metric: 'races' }, { tests, settings: { race } });
    expect(await racesOf(true)).toMatchObject({ actual: '2', reason: '2 >= 0: TestTwo, m/b' });
    expect(await racesOf(true, testRun([]))).toMatchObject({ actual: '0', reason: '0 >= 0: no data race' });
    expect(await racesOf(false)).toMatchObject({
      status: 'failed',
      reason: 'the race detector is off: set race',
    });
  });

  it('has no share where there are no tests, and nothing where none ran', async () => {
    expect(await measure({ metric: 'tests-skipped-share' }, { tests: testRun([]) })).toMatchObject({
      status: 'failed',
      reason: 'there are no tests',
    });
    for (const metric of ['tests-run', 'tests-failed', 'races'])
      expect(await measure({ metric }, {})).toMatchObject({
        status: 'skipped',
        reason: 'the tests did not run',
      });
  });
});

describe('known vulnerabilities', () => {
  const open = [
    { id: 'GO-1', level: 'called' },
    { id: 'GO-2', level: 'imported' },
    { id: 'GO-3', level: 'required' },
  ] as const;

  it.each<[Record<string, string>, string]>([
    [{}, '1 >= 0: GO-1 called'],
    [{ level: 'called' }, '1 >= 0: GO-1 called'],
    [{ level: 'imported' }, '2 >= 0: GO-1 called, GO-2 imported'],
    [{ level: 'required' }, '3 >= 0: GO-1 called, GO-2 imported, GO-3 required'],
  ])('count down to a level: %j', async (entry, reason) => {
    const facts = { vulnerabilities: { open } };
    expect((await measure({ metric: 'vulnerabilities', ...entry }, { facts })).reason).toBe(reason);
  });

  it('are none, or not looked for', async () => {
    const facts = { vulnerabilities: { open: [] } };
    expect((await measure({ metric: 'vulnerabilities' }, { facts })).reason).toBe('0 >= 0: none');
    expect(await measure({ metric: 'vulnerabilities' }, {})).toMatchObject({
      status: 'skipped',
      reason: 'govulncheck did not run',
    });
  });
});

describe('findings of a check', () => {
  const one: Finding = { file: 'a.go', line: 3, title: 't', message: 'first', severity: 'error' };
  const two: Finding = { file: 'a.go', line: 4, title: 't', message: 'second', severity: 'warning' };
  const bare: Finding = { file: 'b.go', line: undefined, title: 't', message: 'third' };
  const findings = [one, two, bare];

  it('count in all, or by level; one without a level is an error', async () => {
    const of = async (more: object) =>
      (await measure({ metric: 'lint-issues', ...more }, { findings })).found;
    const number = async (more: object) =>
      (await measure({ metric: 'lint-issues', operator: '<', ...more }, { findings })).found;
    expect(await of({})).toEqual([]);
    expect(await number({})).toEqual(findings);
    expect(await number({ level: 'error' })).toEqual([one, bare]);
    expect(await number({ level: 'warning' })).toEqual([two]);
  });

  it('of gofmt count by file', async () => {
    expect(await measure({ metric: 'unformatted-files' }, { findings })).toMatchObject({ actual: '2' });
  });

  it('of a change are those on its lines; one of a whole file stands on the first', async () => {
    const added = new Map([
      ['/w/a.go', new Set([4])],
      ['/w/b.go', new Set([1])],
    ]);
    const scoped = (value: Map<string, Set<number>>, operator = '>=') =>
      measure(
        { metric: 'lint-issues', scope: 'patch', operator },
        { findings, facts: { change: { value: { state: 'known', base: 'b', added: value } } } },
      );
    expect(await scoped(added)).toMatchObject({ actual: '2' });
    expect((await scoped(added, '<')).found).toEqual([two, bare]);
    expect(await scoped(new Map())).toMatchObject({
      actual: '0',
      reason: '0 >= 0: nothing on lines of the change',
    });
    const facts = { change: { value: { state: 'none', reason: 'there is no base' } as const } };
    expect(await measure({ metric: 'lint-issues', scope: 'patch' }, { findings, facts })).toMatchObject({
      status: 'skipped',
      reason: 'there is no base',
    });
  });
});

describe('a condition that cannot be meant', () => {
  it.each<[Record<string, string>, string]>([
    [{ metric: 'vulnerabilities', level: 'any' }, 'which is not one of called, imported, required'],
    [{ metric: 'lint-issues', level: 'high' }, 'which is not one of error, warning, note'],
    [{ metric: 'sarif-results', file: 'a', level: 'worst' }, 'which is not one of any, error,'],
    [{ metric: 'sarif-results' }, 'needs file'],
    [{ metric: 'report-count', file: 'a' }, 'needs pointer'],
    [{ metric: 'report-number', file: 'a' }, 'needs pointer or pattern'],
  ])('is refused: %j', (entry, problem) => {
    expect(() => ruleOf(entry)).toThrow(problem);
  });

  it('is refused no level that there is', () => {
    for (const level of ['called', 'imported', 'required'])
      expect(ruleOf({ metric: 'vulnerabilities', level }).options).toEqual({ level });
  });
});

describe('a report', () => {
  it('that nobody read before the tests is a fault of the gate, and not an empty one', async () => {
    await expect(measure({ metric: 'report-count', file: 'a', pointer: '/a' }, {})).rejects.toThrow(
      'nobody read a',
    );
  });

  const read = (size: number | undefined, kind = 'file') => {
    const { job } = jobOf({ files: { '/w/report': '42' } });
    const files = { ...job.ports.files };
    if (size !== undefined)
      Object.assign(files, { stat: async () => ({ kind, size, mode: 0o644, modifiedMs: 0 }) });
    return readReport({ ...job.ports, files, git: createFakeGit() }, 'report');
  };

  it('is read up to 64 MiB, and refused beyond', async () => {
    expect(await read(64 * 1024 * 1024)).toBe('42');
    await expect(read(64 * 1024 * 1024 + 1)).rejects.toMatchObject({
      code: 'GATE_NOT_CHECKED',
      message: 'the report report has 67108865 bytes, at most 67108864 are read',
    });
  });

  it('that is a folder is none', async () => {
    await expect(read(10, 'directory')).rejects.toMatchObject({ message: 'the report report is no file' });
  });
});

describe('the coverage of a change', () => {
  const source = 'package a\n\nfunc F() {\n\tx()\n}\n';
  const blocks = ['m/a.go', 'm/gen.go', 'm/gone.go', 'm/old.go'].map((file) => ({
    file,
    startLine: 3,
    startColumn: 10,
    endLine: 5,
    endColumn: 2,
    statements: 1,
    count: 0,
  }));
  const profile: CoverageProfile = { mode: 'set', blocks };
  const facts = {
    profile,
    files: new Map([
      ['m/a.go', { path: 'a.go', source }],
      ['m/gen.go', { path: 'gen.go', source, excludedBy: 'generated' }],
      ['m/gone.go', { path: 'gone.go', source: undefined }],
      ['m/old.go', { path: 'old.go', source }],
    ]),
  } as unknown as CoverageFacts;

  it('is of the files that it touches, that count and that can be read', () => {
    const { job } = jobOf();
    const lines = new Set([3, 4, 5]);
    const added = new Map(['a', 'gen', 'gone'].map((name) => [`/w/${name}.go`, lines]));
    job.facts.change = { value: { state: 'known', base: 'b', added } };
    const patch = patchOf(job, facts);
    expect(patch).toMatchObject({ statements: { covered: 0, statements: 1 } });
    expect('uncovered' in patch ? patch.uncovered.map(({ file }) => file) : []).toEqual(['a.go']);
    // measured once for a run
    expect(patchOf(job, facts)).toBe(patch);
  });

  it('is nothing where there is nothing to compare with', () => {
    const { job } = jobOf();
    job.facts.change = { value: { state: 'none', reason: 'there is no base' } };
    expect(patchOf(job, { ...facts })).toEqual({ state: 'nothing', reason: 'there is no base' });
  });
});

describe('the packages that a condition is about', () => {
  const plan = planOf({
    modules: [
      moduleOf('/w', 'm', [packageOf('internal/a'), packageOf('internal/a/b'), packageOf('cmd')]),
      moduleOf('/w/sub', 'm/sub', [{ ...packageOf('sub/x'), importPath: 'm/sub/x' }]),
    ],
  });
  const packages = ['m/internal/a', 'm/internal/a/b', 'm/cmd', 'm/sub/x', 'm/sub/gone', 'm/subway'].map(
    (name) => ({ name, covered: 1, statements: 2 }),
  );
  const subjects = (kind: 'module' | 'package' | 'packages', glob?: string) => {
    const { job } = jobOf({ plan });
    return subjectsOf(job, packages, { kind, glob }).map(
      ({ name, packages: own }) => `${name}: ${own.map((one) => one.name).join(' ')}`,
    );
  };

  it.each<['module' | 'package' | 'packages', string | undefined, readonly string[]]>([
    ['module', undefined, ['m: m/internal/a m/internal/a/b m/cmd m/subway', 'm/sub: m/sub/x m/sub/gone']],
    ['module', 'sub', ['m/sub: m/sub/x m/sub/gone']],
    ['module', '.', ['m: m/internal/a m/internal/a/b m/cmd m/subway']],
    ['package', 'cmd', ['m/cmd: m/cmd']],
    ['package', 'm/cmd', ['m/cmd: m/cmd']],
    ['packages', 'internal/a', [': m/internal/a m/internal/a/b']],
    ['packages', 'nowhere/**', []],
  ])('by %s %s', (kind, glob, expected) => {
    expect(subjects(kind, glob)).toEqual(expected);
  });
});
