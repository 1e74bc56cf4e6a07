import { execFileSync } from 'node:child_process';
import { chmod } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type GateRun,
  runGate,
  type Tree,
  writeTree,
} from '../../actions/quality-gate/test/support/run-gate.ts';
import { coveredPackage, goFunction, goTest } from '../../actions/quality-gate/test/support/samples.ts';

const REAL_GO = join(execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim(), 'bin', 'go');

/** Two packages: one is covered to 100 %, the other, larger one has no covered statement. */
const TWO: Tree = {
  ...coveredPackage(2, 2),
  'big/big.go': `package big\n\n${goFunction('Big', 50)}\n${goFunction('Other', 3)}`,
  'big/more.go': `package big\n\n${goFunction('More', 5)}`,
  'big/big_test.go': goTest('big', 'TestBig', 'More(1)'),
};

/** Runs the gate with a go on PATH that does `script` after the real `go test`; `$profile` is what that wrote. */
async function runWithLyingGo(
  tree: Tree,
  script: string,
  inputs: Readonly<Record<string, string>> = { checks: 'test,coverage', 'coverage-threshold': '5' },
): Promise<GateRun> {
  const wrapper = `#!/bin/sh
if [ "$1" != test ]; then exec ${REAL_GO} "$@"; fi
for a in "$@"; do case $a in -coverprofile=*) profile=\${a#*=};; esac; done
${script}
`;
  const workspace = await writeTree({ ...tree, '.bin/go': wrapper });
  await chmod(join(workspace, '.bin/go'), 0o755);
  const path = [join(workspace, '.bin'), process.env['PATH']].join(delimiter);
  return runGate(workspace, inputs, { PATH: path });
}

const lieAfter = (script: string): string => `${REAL_GO} "$@"; code=$?\n${script}\nexit $code`;

describe('a profile that is not whole is never a number', () => {
  it.each([
    [
      'the lines of a package are dropped',
      'sed -i \'\\#/big/#d\' "$profile"',
      'lacks package example.com/m/big (',
    ],
    [
      'the lines of a file are dropped',
      'sed -i \'\\#/big.go#d\' "$profile"',
      'lacks example.com/m/big/big.go (',
    ],
    [
      'one line is dropped',
      'sed -i \'\\#/big.go:3#d\' "$profile"',
      'blocks, first example.com/m/big/big.go:3',
    ],
    ['it is cut at the end of a line', 'head -n 3 "$profile" > p && cp p "$profile"', 'lacks '],
    ['it is empty but for its mode', 'echo "mode: set" > "$profile"', 'lacks package example.com/m/a'],
    ['the last line is cut', 'truncate -s -3 "$profile"', 'is not a block'],
    [
      'it is that of another package',
      'sed -i \'s#/big/#/b1g/#\' "$profile"',
      'lacks package example.com/m/big',
    ],
    [
      'statements are fewer',
      'sed -i -E \'s#(big.go:3[^ ]*) [0-9]+#\\1 1#\' "$profile"',
      '1 block that the sources do not have',
    ],
    [
      'covered code is made up',
      'echo "example.com/m/a/a.go:900.1,901.2 1000 1" >> "$profile"',
      'the sources do not have',
    ],
    [
      'a covered package is made up',
      'echo "example.com/m/x/x.go:1.1,2.2 1000 1" >> "$profile"',
      'the sources do not have',
    ],
    ['it is gone', 'rm "$profile"', 'wrote no coverage profile'],
  ])('%s', async (_, lie, reason) => {
    const run = await runWithLyingGo(TWO, lieAfter(lie));
    expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: 'error' } });
    expect(run.outputs['coverage']).toBeUndefined();
    expect(run.conditions['coverage']).toMatchObject({
      status: 'errored',
      reason: expect.stringContaining(reason),
    });
  });

  it('with an honest go the same code has its number', async () => {
    const run = await runWithLyingGo(TWO, lieAfter(''));
    expect(run.outputs).toMatchObject({ outcome: 'passed', coverage: '11.66' });
  });
});

describe('a stream that does not fit the sources is never a pass', () => {
  const drop = (pattern: string): string => `${REAL_GO} "$@" | grep -v '${pattern}'; exit 0`;

  it.each([
    ['the events of a package are dropped', drop('m/big'), 'it reported nothing about example.com/m/big'],
    [
      'the events of a test are dropped',
      drop('TestBig'),
      'example.com/m/big ended with 0 before its tests ran',
    ],
    [
      'a package is called one without tests',
      `${REAL_GO} "$@" | sed 's#"Action":"pass","Package":"example.com/m/big","Elapsed"#"Action":"skip","Package":"example.com/m/big","Elapsed"#'`,
      'it found no tests in example.com/m/big, which has some',
    ],
    [
      'only one package is tested',
      `set -- $(for a in "$@"; do [ "$a" = ./... ] && echo ./a || echo "$a"; done); exec ${REAL_GO} "$@"`,
      'it reported nothing about example.com/m/big',
    ],
    [
      'another package is added',
      `echo '{"Action":"pass","Package":"m/x"}'; exec ${REAL_GO} "$@"`,
      'not asked for',
    ],
    [
      '-run is slipped in',
      `exec ${REAL_GO} "$@" -run=TestA`,
      'example.com/m/big ended with 0 before its tests ran',
    ],
    [
      '-skip is slipped in',
      `shift; exec ${REAL_GO} test -skip=TestBig "$@"`,
      'example.com/m/big ended with 0 before',
    ],
    ['-list is slipped in', `shift; exec ${REAL_GO} test -list=. "$@"`, 'before its tests ran'],
    ['it is replaced by true', 'exit 0', 'it reported nothing about'],
  ])('%s', async (_, script, reason) => {
    const run = await runWithLyingGo(TWO, script, { checks: 'test' });
    expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: 'error' } });
    expect(run.conditions['test']).toMatchObject({
      status: 'errored',
      reason: expect.stringContaining(reason),
    });
  });
});

const QUIT = 'package p\n\nimport (\n\t"fmt"\n\t"os"\n\t"testing"\n)\n\nvar _, _ = fmt.Print, os.Exit\n\n';
const BAD = 'func TestBad(t *testing.T) { t.Fatal("wrong") }\n';

describe('a package that leaves before its tests is never a pass', () => {
  it.each([
    ['init exits', 'func init() { os.Exit(0) }'],
    [
      'init prints what a pass prints',
      'func init() { fmt.Println("PASS\\ncoverage: 100.0% of statements"); os.Exit(0) }',
    ],
    [
      'init prints a test that passed',
      'func init() { fmt.Println("=== RUN   TestGood\\n--- PASS: TestGood (0.00s)\\nPASS"); os.Exit(0) }',
    ],
    ['TestMain exits', 'func TestMain(m *testing.M) { os.Exit(0) }'],
    ['TestMain returns', 'func TestMain(m *testing.M) {}'],
    ['the last line ends in PASS', 'func TestMain(m *testing.M) { fmt.Println("no DB: BYPASS") }'],
    ['the last line is PASS', 'func TestMain(m *testing.M) { fmt.Println("PASS") }'],
    ['the last line is PASS without a break', 'func TestMain(m *testing.M) { fmt.Print("PASS") }'],
    [
      'the last line is what go prints',
      'func TestMain(m *testing.M) { fmt.Println("PASS\\nok  \\texample.com/m/p\\t0.1s") }',
    ],
    [
      'an example says that it ran',
      'func TestMain(m *testing.M) { fmt.Println("--- PASS: ExampleX (0.00s)\\nPASS") }',
    ],
    ['a variable exits', 'var _ = func() int { os.Exit(0); return 0 }()'],
  ])('%s', async (_, code) => {
    const workspace = await writeTree({
      ...coveredPackage(4, 4),
      'p/p.go': `package p\n\n${goFunction('P', 3)}`,
      'p/p_test.go': `${QUIT}${code}\n\n${BAD}`,
    });
    for (const inputs of [{ checks: 'test' }, { checks: 'test,coverage', 'coverage-threshold': '1' }]) {
      const run = await runGate(workspace, inputs);
      expect(run, inputs.checks).toMatchObject({ exitCode: 1, outputs: { outcome: 'error' } });
      expect(run.conditions['test']?.reason).toContain('example.com/m/p ended with 0');
    }
  });

  it.each([
    ['TestMain drops the exit code', 'func TestMain(m *testing.M) { m.Run(); os.Exit(0) }', ''],
    [
      'TestMain lets one test run',
      'func TestMain(m *testing.M) { flag.Set("test.run", "TestGood"); m.Run() }',
      '1 of its tests: TestBad',
    ],
    [
      'TestMain skips one',
      'func TestMain(m *testing.M) { flag.Set("test." + "skip", "TestBad"); m.Run() }',
      '1 of its tests: TestBad',
    ],
    [
      'init skips one',
      'func init() { testing.Init(); flag.Set("test." + "skip", "TestBad") }',
      '1 of its tests: TestBad',
    ],
    ['a test ends the process', 'func TestAnd(t *testing.T) { syscall.Exit(0) }', ''],
  ])('%s', async (_, code, reason) => {
    const head = QUIT.replace('"os"', '"flag"\n\t"os"\n\t"syscall"').replace(
      'var _, _ =',
      'var _, _ = syscall.Exit, flag.Set\nvar _, _ =',
    );
    const run = await runGate(
      await writeTree({ 'p/p_test.go': `${head}${code}\n\nfunc TestGood(t *testing.T) {}\n\n${BAD}` }),
      { checks: 'test' },
    );
    expect(run.exitCode, run.summary).toBe(1);
    expect(run.outputs['outcome']).not.toBe('passed');
    expect(run.conditions['test']?.reason).toContain(reason);
  });
});

describe('GOFLAGS that changes what is checked is refused', () => {
  it.each([
    ['-run=TestA', 'test-args'],
    ['-skip=TestBad', 'test-args'],
    ['-test.run=TestA', 'test-args'],
    ['--skip=TestBad', 'test-args'],
    ['-failfast', 'test-args'],
    ['-bench=.', 'test-args'],
    ['-fuzz=FuzzX', 'test-args'],
    ['-short', 'short'],
    ['-coverpkg=example.com/m/a', 'coverage-packages'],
    ['-tags=nothing', 'build-tags'],
    ['-vet=off', 'checks'],
    ['-count=0', 'would run no test'],
    ['-list=.', 'without running'],
    ['-exec=/bin/true', 'another program'],
    ['-vettool=/bin/true', 'another program'],
    ['-toolexec=/bin/true', 'another program'],
    ['-overlay=/x.json', 'reading overlay'],
    ['-printf=false', 'unknown flag'],
    ['-compiler=gc', 'another program'],
    ['-ldflags=-linkmode=external', '-linkmode'],
    ["'-run=TestA'", 'test-args'],
    ['-mod=mod -run=TestA', 'test-args'],
  ])('%s', async (goflags, instead) => {
    const workspace = await writeTree({
      ...coveredPackage(4, 4),
      'b/b_test.go': goTest('b', 'TestBad', 't.Fail()'),
    });
    const run = await runGate(workspace, { checks: 'test' }, { GOFLAGS: goflags });
    expect(run.exitCode).toBe(1);
    expect(run.outputs['outcome']).not.toBe('passed');
    const said = run.conditions['test']?.reason ?? run.report.failure?.message ?? '';
    expect(said, run.log).toContain(instead);
  });

  it.each([
    '-mod=mod',
    '-race=false',
    '-short=false -v',
    '-count=2',
    "'-ldflags=-s -w' -trimpath",
    '-timeout=1h -p=1',
  ])('%s is left alone', async (goflags) => {
    const run = await runGate(
      await writeTree(coveredPackage(4, 4)),
      { checks: 'vet,test,coverage' },
      { GOFLAGS: goflags },
    );
    expect(run.outputs, run.summary).toMatchObject({ outcome: 'passed', coverage: '100.00' });
  });
});
