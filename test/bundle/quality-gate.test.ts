import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { forgeStep, type PhaseResult } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { checkNames } from '../../actions/quality-gate/src/conditions/registry.ts';
import { writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';
import { coveredPackage, goTest } from '../../actions/quality-gate/test/support/samples.ts';

const caches = JSON.parse(
  execFileSync('go', ['env', '-json', 'GOCACHE', 'GOMODCACHE', 'GOPROXY', 'GOFLAGS'], { encoding: 'utf8' }),
) as Record<string, string>;

/** Runs the built bundle over a workspace. */
async function gate(
  tree: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string>> = {},
): Promise<PhaseResult> {
  const workspace = await writeTree(tree);
  const step = await forgeStep({ action: 'quality-gate', inputs, workspace, env: { ...caches, ...env } });
  return step.main();
}

describe('the bundle of quality-gate', () => {
  it('passes good code', async () => {
    const run = await gate(coveredPackage(3, 4));
    expect(run.exitCode).toBe(0);
    expect(run.outputs).toMatchObject({ outcome: 'passed', coverage: '75.00', 'tests-passed': '1' });
    expect(run.summary).toContain('**Gate passed** · coverage 75.00 % (>= 75 %)');
    expect(run.log).toContain('::group::test');
    expect(await readFile(run.outputs['junit'] ?? '', 'utf8')).toContain(
      '<testsuites name="go test" tests="1"',
    );
    const report = JSON.parse(await readFile(run.outputs['report'] ?? '', 'utf8')) as object;
    expect(report).toMatchObject({ schemaVersion: 1, action: 'quality-gate', data: { gate: 'passed' } });
  });

  it('fails at 74.9 % with one line that says why', async () => {
    const run = await gate(coveredPackage(749, 1000));
    expect(run.exitCode).toBe(1);
    expect(run.outputs).toMatchObject({ outcome: 'failed', coverage: '74.90' });
    expect(run.annotations.at(-1)).toMatchObject({
      level: 'error',
      message: expect.stringMatching(
        /^GATE_COVERAGE_TOO_LOW: the gate failed: coverage: 74\.90 % is below 75 %: 749 of/,
      ),
    });
  });

  it('calls a failure that may go on just that, in log, summary, report and outputs (QG-15)', async () => {
    const run = await gate(coveredPackage(1, 2), { 'continue-on-fail': 'true' });
    expect(run.exitCode).toBe(0);
    expect(run.outputs).toMatchObject({ outcome: 'failed', coverage: '50.00' });
    expect(run.annotations.map((item) => item.level)).not.toContain('error');
    expect(run.annotations.at(-1)?.message).toContain('(continue-on-fail: the job goes on)');
    expect(run.summary).toContain('❌ quality-gate: failed (allowed by continue-on-fail)');
    const report = JSON.parse(await readFile(run.outputs['report'] ?? '', 'utf8')) as object;
    expect(report).toMatchObject({ outcome: 'failure', failure: { toleratedBy: 'continue-on-fail' } });
  });

  it('lets no test give the runner orders', async () => {
    const body =
      'println("::set-output name=x::1")\n\tprint("  ::warning::x\\n")\n\tt.Log("##[error]x")\n\tt.Fail()';
    const run = await gate({ 'a/a_test.go': goTest('a', 'TestA', body) }, { checks: 'test' });
    expect(run.outputs).toMatchObject({ outcome: 'failed', 'tests-failed': '1' });
    expect(run.log).toContain('::set-output');
    expect(run.log).not.toMatch(/^\s*::(set-output|warning)|^\s.*##\[/m);
  });

  it('shows at most ten annotations of a level', async () => {
    const lines = Array.from(
      { length: 30 },
      (_, index) => `t.Run("n${index}", func(t *testing.T) { t.Error("no") })`,
    );
    const run = await gate({ 'a/a_test.go': goTest('a', 'TestA', lines.join('\n\t')) }, { checks: 'test' });
    expect(run.exitCode).toBe(1);
    expect(run.annotations.filter((item) => item.level === 'error')).toHaveLength(10);
    expect(run.annotations.find((item) => item.level === 'notice')?.message).toBe(
      '21 more findings are listed in the step summary',
    );
  });

  it('reports every unusable input at once and starts nothing', async () => {
    const run = await gate(coveredPackage(1, 1), {
      checks: 'coverage,lnt',
      'coverage-threshold': 'abc',
      preset: 'lax',
      'on-missing': 'pass',
      'test-timeout': 'soon',
      'build-tags': 'a+b',
      packages: ',',
      'coverage-exclude': '/abs',
      race: 'maybe',
    });
    expect(run.exitCode).toBe(1);
    expect(run.annotations).toHaveLength(1);
    const message = run.annotations[0]?.message ?? '';
    for (const part of [
      `checks "coverage,lnt": "lnt" is not a check (allowed: ${checkNames.join(', ')})`,
      'coverage-threshold "abc": is not a percentage (allowed: a number from 0 to 100',
      'preset "lax": is not one of the known values (allowed: standard, strict)',
      'on-missing "pass": is not one of the known values (allowed: error, warn)',
      'test-timeout "soon": is not a duration',
      'build-tags "a+b": is not a build tag',
      'packages ",": is an empty list',
      'coverage-exclude "/abs": is absolute',
      'race "maybe": is not a boolean (allowed: true, false)',
    ])
      expect(message).toContain(part);
    expect(run.log).not.toContain('::group::');
  });

  it('reports combinations and places that cannot work', async () => {
    const run = await gate(coveredPackage(1, 1), {
      checks: 'coverage',
      'working-directory': 'nowhere',
      'test-args': '-run X\n-json',
    });
    const message = run.annotations.at(-1)?.message ?? '';
    expect(message).toContain('checks "coverage": has coverage without test');
    expect(message).toContain('working-directory "nowhere": is not a folder');
    expect(message).toContain('write test-args: -run=X');
    expect(message).toContain('"-json" is set where it is needed');
  });

  it('names the config key, line and a suggestion (QG-17)', async () => {
    const run = await gate({
      ...coveredPackage(1, 1),
      '.github/fairlead.yml': 'quality-gate:\n  coverage-treshold: 80\n',
    });
    expect(run.exitCode).toBe(1);
    expect(run.annotations.at(-1)?.message).toContain('did you mean coverage-threshold?');
    expect(run.annotations.at(-1)?.message).toContain('.github/fairlead.yml:2:3');
  });

  it('reads its rules from the config file', async () => {
    const run = await gate({
      ...coveredPackage(3, 4),
      '.github/fairlead.yml': 'quality-gate:\n  preset: strict\n  checks: [test, coverage]\n',
    });
    expect(run.outputs).toMatchObject({ outcome: 'failed' });
    expect(run.log).toContain('>= 85 % (from preset strict, by the config file)');
  });

  it('says that Go is missing', async () => {
    const run = await gate(coveredPackage(1, 1), {}, { PATH: '/nonexistent' });
    expect(run.exitCode).toBe(1);
    expect(run.outputs['outcome']).toBe('error');
    expect(run.annotations.at(-1)?.message).toContain('TOOL_MISSING: go is not on PATH');
  });

  it('ends on SIGINT without a verdict and without the tests running on', async () => {
    const workspace = await writeTree({
      'a/a_test.go': `package a

import (
	"os"
	"strconv"
	"testing"
	"time"
)

func TestHang(t *testing.T) {
	os.WriteFile("pid", []byte(strconv.Itoa(os.Getpid())), 0o644)
	time.Sleep(time.Minute)
}
`,
    });
    const step = await forgeStep({
      action: 'quality-gate',
      inputs: { checks: 'test' },
      workspace,
      env: caches,
    });
    const main = step.main();
    const pid = await readPid(`${workspace}/a/pid`);
    step.child()?.kill('SIGINT');
    const run = await main;
    expect(run.exitCode).toBe(1);
    expect(run.outputs['outcome']).toBe('cancelled');
    expect(run.log).toContain('CANCELLED');
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});

async function readPid(path: string): Promise<number> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const text = await readFile(path, 'utf8').catch(() => '');
    if (text !== '') return Number(text);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the test never wrote ${path}`);
}
