import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { go, runGate, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';

const F = 'package a\n\nfunc F(x int) int {\n\tx++\n\treturn x\n}\n';
const TEST =
  'package a\n\nimport "testing"\n\nfunc TestF(t *testing.T) {\n\tif F(1) != 2 {\n\t\tt.Fatal("no")\n\t}\n}\n';

/** Two modules in a repository whose last commit adds a function without a test to the second. */
async function repository(): Promise<string> {
  const workspace = await writeTree({
    'go.mod': 'module example.com/m\n\ngo 1.24\n',
    'a/a.go': F,
    'a/a_test.go': TEST,
    'svc/go.mod': 'module example.com/svc\n\ngo 1.24\n',
    'svc/a.go': F,
    'svc/a_test.go': TEST,
    '.github/fairlead.yml': `quality-gate:
  coverage-threshold: 60
  conditions:
    - { metric: coverage, scope: patch, operator: ">=", threshold: 75 }
    - { metric: line-coverage, scope: patch, operator: ">=", threshold: 50, small-change: 10 }
    - { metric: coverage, scope: module, operator: ">=", threshold: 70 }
    - { metric: coverage, scope: packages a, operator: ==, threshold: 100 }
`,
  });
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: workspace });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'base');
  const added = '\n// G has no test.\nfunc G(x int) int {\n\tif x > 0 {\n\t\tx--\n\t}\n\treturn x\n}\n';
  await writeFile(join(workspace, 'svc/a.go'), F + added);
  git('commit', '--quiet', '--all', '--message', 'change');
  return workspace;
}

describe('conditions over a real change of a real monorepo', () => {
  it('judge patch, modules and total in one run, and mark what no test reaches (QG-17)', async () => {
    const run = await runGate(await repository(), { checks: 'test,coverage', base: 'HEAD~1' });
    const status = Object.values(run.conditions).map((one) => `${one.name} ${one.status} ${one.actual}`);
    expect(status.slice(2)).toEqual([
      'test passed 2 passed, 0 failed, 0 skipped',
      'coverage failed 57.14 %',
      'coverage (patch) failed 0.00 %',
      'line-coverage (patch) skipped 0.00 %',
      'coverage (each module) failed 40.00 %',
      'coverage (packages a) passed 100.00 %',
    ]);
    expect(run.annotations).toContainEqual({
      level: 'error',
      file: 'svc/a.go',
      line: 10,
      endLine: 13,
      title: 'patch coverage',
      message: 'no test reaches all of the lines 10 to 13, which are new',
    });
  });
});

const sarif = (...results: readonly object[]) =>
  JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: 'scan' } }, results }] });

it('a test cannot forge the report of another tool, nor what has changed (QG-05)', async () => {
  const forging = `package a

import (
	"os"
	"os/exec"
	"testing"
)

func TestForge(t *testing.T) {
	if err := os.WriteFile("../scan.sarif", []byte(\`${sarif()}\`), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("git", "commit", "--quiet", "--allow-empty", "-m", "x").CombinedOutput(); err != nil {
		t.Fatal(string(out))
	}
	if out, err := exec.Command("git", "update-ref", "refs/heads/base", "HEAD").CombinedOutput(); err != nil {
		t.Fatal(string(out))
	}
}
`;
  const workspace = await writeTree({ 'a/a.go': 'package a\n', 'a/a_test.go': forging });
  const git = (...args: readonly string[]): void => void execFileSync('git', args, { cwd: workspace });
  git('init', '--quiet');
  git('config', 'user.name', 'a');
  git('config', 'user.email', 'a@b');
  git('add', '.');
  git('commit', '--quiet', '--message', 'base');
  git('branch', 'base');
  await writeFile(join(workspace, 'a/a.go'), 'package a\n\nfunc F() int {\n\treturn 1\n}\n');
  git('commit', '--quiet', '--all', '--message', 'change');
  await writeFile(join(workspace, 'scan.sarif'), sarif({ level: 'error', message: { text: 'leak' } }));
  const run = await runGate(workspace, {
    checks: 'test,coverage',
    'coverage-threshold': '0',
    base: 'base',
    conditions: [
      '- { metric: sarif-results, file: scan.sarif, operator: ==, threshold: 0 }',
      '- { metric: coverage, scope: patch, operator: ">=", threshold: 50 }',
    ].join('\n'),
  });
  expect(run.conditions['test']?.reason).toBe('1 passed, 0 failed, 0 skipped');
  expect(run.conditions['sarif-results']).toMatchObject({ status: 'failed', actual: '1' });
  expect(run.conditions['coverage (patch)']).toMatchObject({ status: 'failed', actual: '0.00 %' });
});

it('coverage of a program that ran counts beside that of the tests, by Go and by lines', async () => {
  const workspace = await writeTree({
    'main.go':
      'package main\n\nfunc main() {\n\tprintln(twice(2))\n}\n\nfunc twice(x int) int {\n\treturn 2 * x\n}\n',
    'main_test.go':
      'package main\n\nimport "testing"\n\nfunc TestTwice(t *testing.T) {\n\tif twice(1) != 2 {\n\t\tt.Fatal()\n\t}\n}\n',
  });
  const inputs = { checks: 'test,coverage', 'coverage-threshold': '100', 'coverage-profiles': 'cov' };
  const without = await runGate(workspace, { ...inputs, 'coverage-profiles': '' });
  expect(without).toMatchObject({ exitCode: 1, outputs: { coverage: '50.00' } });
  go(workspace, 'build', '-cover', '-o', 'app', '.');
  await mkdir(join(workspace, 'cov'));
  const env = { ...process.env, GOCOVERDIR: join(workspace, 'cov') };
  execFileSync(join(workspace, 'app'), { env, stdio: 'ignore' });
  const run = await runGate(workspace, inputs);
  expect(run).toMatchObject({ exitCode: 0, outputs: { coverage: '100.00' } });
  expect(await readFile(run.outputs['cobertura'] ?? '', 'utf8')).toContain(
    'lines-covered="2" lines-valid="2"',
  );
});
