import { execFileSync } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runGate, type Tree, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';
import { coveredPackage, goTest } from '../../actions/quality-gate/test/support/samples.ts';

const CGO =
  'package c\n\n// static int one(void) { return 1; }\nimport "C"\n\nfunc One() int { return int(C.one()) }\n';
const HAS_GCC = execFileSync('sh', ['-c', 'command -v gcc || true'], { encoding: 'utf8' }).trim() !== '';

/** A PATH with Go alone: no C compiler is on it. */
async function pathWithoutCompiler(workspace: string): Promise<string> {
  const bin = join(workspace, '.only-go');
  await mkdir(bin);
  const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  await symlink(join(goroot, 'bin', 'go'), join(bin, 'go'));
  return bin;
}

describe('code that needs a C compiler, on a machine without one', () => {
  it.each([
    [
      'a package of cgo alone',
      'failed',
      { 'c/c.go': CGO, 'c/c_test.go': goTest('c', 'TestOne', 't.Fatal(One())') },
    ],
    [
      'tests behind the tag cgo',
      'passed',
      {
        'c/c.go': CGO,
        'c/plain.go': 'package c\n\nfunc Two() int { return 2 }\n',
        'c/c_test.go': `//go:build cgo\n\n${goTest('c', 'TestOne', 't.Fatal(One())')}`,
      },
    ],
    [
      'tests that do not touch it',
      'passed',
      {
        'c/c.go': CGO,
        'c/plain.go': 'package c\n\nfunc Two() int { return 2 }\n',
        'c/c_test.go': goTest('c', 'TestTwo', 'Two()'),
      },
    ],
  ] as [string, string, Tree][])('%s is errored, never green', async (_, outcome, tree) => {
    const workspace = await writeTree({ ...coveredPackage(4, 4), ...tree });
    const PATH = await pathWithoutCompiler(workspace);
    const run = await runGate(workspace, {}, { PATH });
    expect(run, run.log).toMatchObject({ exitCode: 1, outputs: { outcome: 'error' } });
    expect(run.conditions['test']).toMatchObject({
      status: 'errored',
      reason: expect.stringContaining('c imports "C" and there is no C compiler'),
    });
    const allowed = await runGate(workspace, {}, { PATH, CGO_ENABLED: '0' });
    expect(allowed.outputs, allowed.summary).toMatchObject({ outcome });
    expect(allowed.summary).toContain('| c/c.go | imports "C", and cgo is off |');
  });

  it('is judged by what stands in for it, where something does', async () => {
    const workspace = await writeTree({
      'c/c.go': CGO,
      'c/other.go': '//go:build !cgo\n\npackage c\n\nfunc One() int { return 1 }\n',
      'c/c_test.go': goTest('c', 'TestOne', 'One()'),
    });
    const run = await runGate(workspace, {}, { PATH: await pathWithoutCompiler(workspace) });
    expect(run.outputs, run.summary).toMatchObject({ outcome: 'passed', coverage: '100.00' });
  });
});

it('measures code with cgo, and misses nothing of it', async () => {
  const workspace = await writeTree({ 'c/c.go': CGO, 'c/c_test.go': goTest('c', 'TestOne', 'One()') });
  const run = await runGate(workspace);
  if (HAS_GCC) expect(run.outputs, run.summary).toMatchObject({ outcome: 'passed', coverage: '100.00' });
  else expect(run.outputs, run.summary).toMatchObject({ outcome: 'error' });
});

it('names what build constraints leave out, in the plan and in the summary', async () => {
  const workspace = await writeTree({
    ...coveredPackage(4, 4),
    'a/a_windows.go': 'package a\n\nfunc W() {}\n',
    'a/slow_test.go':
      '//go:build slow\n\npackage a\n\nimport "testing"\n\nfunc TestSlow(t *testing.T) { t.Fail() }\n',
    'win/w.go': '//go:build windows\n\npackage win\n\nfunc W() {}\n',
    'gen.go': '//go:build ignore\n\npackage main\n\nfunc main() {}\n',
  });
  const run = await runGate(workspace);
  expect(run.outputs, run.summary).toMatchObject({ outcome: 'passed' });
  expect(run.summary).toContain('3 Go files left out by build constraints');
  for (const row of ['a/a_windows.go', 'a/slow_test.go | //go:build slow', 'win/w.go | //go:build windows'])
    expect(run.summary).toContain(row);
  expect(run.summary).not.toContain('gen.go');
  expect(run.log).toContain(
    'left out by constraints: a/a_windows.go (its name or its place), a/slow_test.go',
  );
  const dry = await runGate(workspace, { 'dry-run': 'true' });
  expect(dry.summary).toContain('win/w.go (//go:build windows)');
});

describe('generated code behind //line directives', () => {
  const generated = (header: string) => ({
    ...coveredPackage(1, 1),
    'a/y.go': `${header}\n\n//line parser.y:10\npackage a\n\nfunc Y(x int) int {\n//line parser.y:33\n\tif x > 1 {\n\t\treturn 2\n\t}\n\treturn 3\n}\n`,
    'a/z.go': `${header}\n\npackage a\n\n/*line other/view.templ:3:1*/ func Z(x int) int {\n\tx++\n\treturn x\n}\n`,
  });

  it('does not count, as its header says', async () => {
    const run = await runGate(await writeTree(generated('// Code generated by goyacc. DO NOT EDIT.')));
    expect(run.outputs, run.summary).toMatchObject({ outcome: 'passed', coverage: '100.00' });
    expect(run.summary).toContain('2 files left out of coverage (5 statements)');
  });

  it('counts without the header', async () => {
    const run = await runGate(await writeTree(generated('// by hand')), { checks: 'test,coverage' });
    expect(run.outputs, run.summary).toMatchObject({ outcome: 'failed', coverage: '16.66' });
  });

  it('is left out by the pattern that names its Go file', async () => {
    const inputs = { checks: 'test,coverage', 'coverage-exclude': '{y}.go,a/y.go,a/z.go' };
    const run = await runGate(await writeTree(generated('// by hand')), inputs);
    expect(run.outputs, run.summary).toMatchObject({ outcome: 'passed', coverage: '100.00' });
  });
});
