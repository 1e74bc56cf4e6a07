import { readFileSync } from 'node:fs';
import { failedPackages, failedTests, parseTestEvent, TestRecorder, type TestRun } from '@fairlead/go';
import { describe, expect, it } from 'vitest';

const recorded = (name: string): readonly string[] =>
  readFileSync(new URL(`../fixtures/recorded/${name}.jsonl`, import.meta.url), 'utf8').split('\n');

function record(lines: readonly string[]): TestRun {
  const recorder = new TestRecorder();
  for (const line of lines) recorder.add(line);
  return recorder.finish();
}

const outcomes = (run: TestRun) =>
  Object.fromEntries(run.packages.map((item) => [item.name.split('/').at(-1), item.outcome]));

describe('recorded streams of go test -json', () => {
  it('reads failures, skips, a panic, a failed build and packages without tests', () => {
    const run = record(recorded('mixed'));
    expect(outcomes(run)).toEqual({
      a: 'fail',
      b: 'pass',
      broken: 'fail',
      c: 'skip',
      d: 'pass',
      panics: 'fail',
    });
    expect(run.counts).toEqual({ passed: 1, failed: 3, skipped: 1 });
    expect(failedTests(run).map((test) => test.name)).toEqual(['TestAdd/bad', 'TestX']);
    expect(run.builds).toEqual([
      {
        package: 'example.com/m/broken',
        output: [
          '# example.com/m/broken [example.com/m/broken.test]',
          'broken/x_test.go:5:28: undefined: undefinedThing',
          'broken/x_test.go:5:50: declared and not used: u',
        ],
      },
    ]);
  });

  it('knows which packages wrote their part of the profile', () => {
    const silent = (name: string) =>
      record(recorded(name))
        .packages.filter((item) => !item.reportedCoverage)
        .map((item) => item.name.split('/').at(-1));
    expect(silent('mixed')).toEqual(['broken', 'c', 'panics']);
    expect(silent('exits')).toEqual(['quit', 'exitz']);
    expect(silent('passed')).toEqual([]);
  });

  it('counts a test that a timeout cut off as failed', () => {
    const run = record(recorded('timeout'));
    expect(run.counts).toEqual({ passed: 1, failed: 2, skipped: 0 });
    expect(run.tests.map((test) => [test.name, test.outcome])).toEqual([
      ['TestQuick', 'pass'],
      ['TestSlow', 'unfinished'],
      ['TestSlow/part', 'unfinished'],
    ]);
    expect(failedTests(run).map((test) => test.name)).toEqual(['TestSlow/part']);
  });

  it('reads a data race', () => {
    const run = record(recorded('race'));
    expect(run.counts).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(run.tests[0]?.output).toContain('WARNING: DATA RACE');
  });

  it('gives a package the output of the dependency that it failed with', () => {
    const run = record(recorded('setup-failed'));
    expect(run.packages).toMatchObject([{ name: 'example.com/w', outcome: 'fail', buildFailed: true }]);
    expect(run.builds[0]?.output.join('\n')).toContain('w.go:2:8: no required module provides package');
  });

  it('keeps what a TestMain said and drops the output of what passed', () => {
    const run = record(recorded('exits'));
    expect(run.packages[0]?.output).toContain('no database');
    expect(record(recorded('passed')).tests).toMatchObject([{ name: 'TestX', outcome: 'pass', output: [] }]);
    expect(record(recorded('passed')).packages[0]?.cached).toBe(true);
  });

  it('agrees with a plain count of the events (BLD-15)', () => {
    for (const name of ['mixed', 'race', 'passed']) {
      const events = recorded(name).flatMap((line) => parseTestEvent(line) ?? []);
      const count = (action: string): number =>
        events.filter((event) => event.Test !== undefined && event.Action === action).length;
      expect(record(recorded(name)).counts).toEqual({
        passed: count('pass'),
        failed: count('fail'),
        skipped: count('skip'),
      });
    }
  });
});

describe('what go test -json does not say outright', () => {
  it('keeps every run of a test that runs several times (-count)', () => {
    const run = record(recorded('repeated'));
    expect(run.counts).toEqual({ passed: 2, failed: 2, skipped: 0 });
    expect(failedTests(run)).toMatchObject([
      { name: 'TestFlaky/sub', output: ['    r_test.go:14: first time', '--- FAIL: TestFlaky/sub (0.00s)'] },
    ]);
  });

  it('gives the panic of a goroutine to the package, not to the test that had just passed', () => {
    const run = record(recorded('goroutine-panic'));
    expect(run.tests.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['TestA', 'pass'],
      ['TestD', 'unfinished'],
      ['TestE', 'pass'],
    ]);
    expect(run.packages[0]?.output[0]).toBe('panic: in a goroutine');
    expect(failedPackages(run)).toHaveLength(1);
  });

  it('reads what failed before what it cut off', () => {
    const names = failedTests(record(recorded('parallel-panic'))).map((test) => test.name);
    expect(names).toEqual(['TestD', 'TestA', 'TestB', 'TestC', 'TestE']);
  });

  it('leaves out benchmarks, which never end', () => {
    const run = record(recorded('benchmarks'));
    expect(run.counts).toEqual({ passed: 2, failed: 0, skipped: 0 });
  });

  it('does not believe what a test prints', () => {
    const said = [
      '--- FAIL: TestFake (0.00s)\n',
      'FAIL\tm\t0.1s\n',
      '{"Action":"fail","Package":"m","Test":"T"}\n',
    ];
    const run = record([
      ...said.map((Output) => JSON.stringify({ Action: 'output', Package: 'm', Test: 'TestLiar', Output })),
      JSON.stringify({ Action: 'pass', Package: 'm', Test: 'TestLiar' }),
      JSON.stringify({ Action: 'pass', Package: 'm' }),
    ]);
    expect(run).toMatchObject({ counts: { passed: 1, failed: 0 }, packages: [{ outcome: 'pass' }] });
  });
});

describe('streams that are not what they should be', () => {
  it('keeps lines that are no events apart', () => {
    const run = record(['go: updates to go.mod needed', '{"Action":', '{"Action":3}', '[]', '', 'null']);
    expect(run.packages).toEqual([]);
    expect(run.strayLines).toEqual([
      'go: updates to go.mod needed',
      '{"Action":',
      '{"Action":3}',
      '[]',
      'null',
    ]);
  });

  it('calls a package that never ends missing', () => {
    const cut = recorded('passed').slice(0, 4);
    expect(record(cut).packages).toMatchObject([{ outcome: 'missing' }]);
    expect(record(cut).tests).toMatchObject([{ name: 'TestX', outcome: 'unfinished' }]);
  });

  it('keeps the head and the tail of endless output', () => {
    const lines = Array.from({ length: 5000 }, (_, index) =>
      JSON.stringify({ Action: 'output', Package: 'm', Test: 'T', Output: `line ${index}\n` }),
    );
    const output = record(lines).tests[0]?.output ?? [];
    expect(output).toHaveLength(401);
    expect(output[0]).toBe('line 0');
    expect(output[200]).toBe('… 4600 lines left out …');
    expect(output.at(-1)).toBe('line 4999');
  });

  it('puts the pieces of a long line together and bounds what it keeps', () => {
    const piece = (Output: string) => JSON.stringify({ Action: 'output', Package: 'm', Test: 'T', Output });
    expect(record([piece('one '), piece('line\n'), piece('next')]).tests[0]?.output).toEqual([
      'one line',
      'next',
    ]);
    const message = '    a_test.go:7: want 1';
    expect(record([piece('z'.repeat(4000)), piece('z'), piece(`${message}\n`)]).tests[0]?.output).toEqual([
      `${'z'.repeat(1600)} … ${'z'.repeat(400)}`,
      message,
    ]);
    const wide = Array.from({ length: 400 }, () => piece(`${'x'.repeat(4000)}\n`));
    expect(record(wide).tests[0]?.output.join('').length).toBeLessThan(110_000);
  });

  it('says when a package ends, with its failures', () => {
    const recorder = new TestRecorder();
    const ended = recorded('mixed').flatMap((line) => recorder.add(line) ?? []);
    expect(ended.map((item) => item.name.replace('example.com/m/', '')).join(' ')).toBe(
      'a broken c b panics d',
    );
    expect(recorder.failuresOf('example.com/m/a').map((test) => test.name)).toEqual([
      'TestAdd',
      'TestAdd/bad',
    ]);
    expect(recorder.failuresOf('example.com/unknown')).toEqual([]);
  });
});

it('what go test says of no package is kept beside the packages', () => {
  const run = record([
    '{"ImportPath":"","Action":"build-output","Output":"# m\\n"}',
    '{"ImportPath":"","Action":"build-output","Output":"write /t/_testmain.go: no space left on device\\n"}',
    '{"ImportPath":"","Action":"build-fail"}',
    '{"Action":"fail","Package":"m"}',
  ]);
  expect(run.strayLines).toContain('write /t/_testmain.go: no space left on device');
});

it('what ends without a time took none', () => {
  const run = record([
    '{"Action":"run","Package":"p","Test":"TestX"}',
    '{"Action":"pass","Package":"p","Test":"TestX"}',
    '{"Action":"pass","Package":"p"}',
  ]);
  expect(run.packages.map(({ seconds }) => seconds)).toEqual([0]);
  expect(run.tests.map(({ seconds }) => seconds)).toEqual([0]);
});
