import { readFile } from 'node:fs/promises';
import { createFakeHttp } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { go, runGate, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';
import { coveredPackage, goTest } from '../../actions/quality-gate/test/support/samples.ts';

const GOOD = coveredPackage(4, 4);
const MISFORMATTED = 'package b\n\nimport "fmt"\n\nfunc B() {\nfmt.Println( 1 )\n}\n';

describe('the gate on real code', () => {
  it('passes good code with every number in its outputs', async () => {
    const run = await runGate(await writeTree(GOOD));
    expect(run).toMatchObject({ exitCode: 0, outcome: 'success' });
    expect(run.outputs).toMatchObject({
      outcome: 'passed',
      coverage: '100.00',
      'tests-passed': '1',
      'tests-failed': '0',
      'tests-skipped': '0',
    });
    expect(Object.values(run.conditions).map((condition) => condition.status)).toEqual([
      'passed',
      'passed',
      'passed',
      'passed',
    ]);
    expect(run.annotations).toEqual([]);
    expect(run.report.stages.map((stage) => stage.name)).toEqual([
      'plan',
      'gofmt',
      'vet',
      'sources',
      'test',
      'coverage',
      'publish',
    ]);
  });

  it('collects every verdict, each with file and line (QG-10), and tells a channel once (TRG-16)', async () => {
    const channel = createFakeHttp([{ url: 'https://chat.example.com/hook' }]);
    const workspace = await writeTree({
      ...GOOD,
      'b/b.go': MISFORMATTED,
      'b/b_test.go': goTest('b', 'TestB', 't.Error("want 1")'),
      'c/c.go': 'package c\n\nimport "fmt"\n\nfunc C() {\n\tfmt.Printf("%d", "x")\n}\n',
    });
    const run = await runGate(
      workspace,
      { 'webhook-url': 'https://chat.example.com/hook' },
      { GITHUB_REPOSITORY: 'acme/m', GITHUB_RUN_ID: '7', GITHUB_ACTOR: 'octocat' },
      undefined,
      channel,
    );
    expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: 'failed', 'tests-failed': '1' } });
    expect(run.report.failure?.code).toBe('GATE_FAILED');
    expect(channel.requests.map(({ body }) => JSON.parse(String(body)))).toEqual([
      expect.objectContaining({
        author: 'octocat',
        runUrl: 'https://github.com/acme/m/actions/runs/7',
        failedTests: ['example.com/m/b TestB'],
      }),
    ]);
    expect(run.annotations.slice(0, -1)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          level: 'error',
          title: 'TestB',
          file: 'b/b_test.go',
          line: 6,
          message: 'want 1',
        }),
        expect.objectContaining({ title: 'go vet', file: 'c/c.go', line: 6 }),
        expect.objectContaining({ title: 'gofmt', file: 'b/b.go', line: 6 }),
      ]),
    );
    expect(run.summary).toContain('<details><summary>TestB failed (example.com/m/b): want 1</summary>');
    expect(run.report.verdicts.map((verdict) => verdict.outcome)).toEqual([
      'failure',
      'failure',
      'failure',
      'failure',
    ]);
  });

  it('stops at the first with fail-fast', async () => {
    const run = await runGate(await writeTree({ ...GOOD, 'b/b.go': MISFORMATTED }), { 'fail-fast': 'true' });
    expect(run).toMatchObject({ exitCode: 1, report: { failure: { code: 'GATE_FORMAT_FAILED' } } });
    expect(run.conditions).toMatchObject({
      gofmt: { status: 'failed' },
      vet: { status: 'skipped', reason: 'not reached: gofmt failed and fail-fast is set' },
      coverage: { status: 'skipped' },
    });
  });

  it('lets the job go on with gate=fail (QG-15)', async () => {
    const workspace = await writeTree({ ...GOOD, 'b/b.go': MISFORMATTED });
    const run = await runGate(workspace, { checks: 'gofmt', 'continue-on-fail': 'true' });
    expect(run).toMatchObject({
      exitCode: 0,
      outputs: { outcome: 'failed' },
      report: {
        outcome: 'failure',
        failure: { code: 'GATE_FORMAT_FAILED', toleratedBy: 'continue-on-fail' },
      },
    });
    expect(run.summary).toContain('❌ quality-gate: failed (allowed by continue-on-fail)');
    expect(run.summary).toContain('**Gate failed**');
    expect(run.annotations.map((item) => item.level)).toEqual(['warning', 'warning']);
  });

  it('ends the job when something could not be checked, whatever is allowed (QG-15)', async () => {
    const run = await runGate(await writeTree({ 'a/a.go': 'package a\n' }), {
      checks: 'test',
      'continue-on-fail': 'true',
    });
    expect(run).toMatchObject({ exitCode: 1, outputs: { outcome: 'error' } });
    expect(run.report.failure?.toleratedBy).toBeUndefined();
  });

  it('reports code that does not compile with its places', async () => {
    const workspace = await writeTree({ ...GOOD, 'b/b_test.go': goTest('b', 'TestB', 'nope()') });
    const run = await runGate(workspace);
    expect(run.conditions).toMatchObject({
      vet: { status: 'failed' },
      test: {
        status: 'failed',
        reason:
          '1 passed, 0 failed, 0 skipped: example.com/m/b did not build (b/b_test.go:6: undefined: nope)',
      },
      coverage: { status: 'errored' },
    });
    const places = run.annotations.filter((item) => item.file === 'b/b_test.go' && item.line === 6);
    expect(places.map((item) => item.message)).toEqual(['undefined: nope']);
  });

  it('reports a file that gofmt cannot read, and leaves generated ones alone', async () => {
    const workspace = await writeTree({
      ...GOOD,
      'b/b.go': 'package b\n\nfunc {\n',
      'c/c.go': '// Code generated by x. DO NOT EDIT.\n\npackage c\nvar   X = 1\n',
    });
    const run = await runGate(workspace, { checks: 'gofmt' });
    expect(run.conditions['gofmt']).toMatchObject({
      status: 'failed',
      actual: '1 file',
      reason: '1 of 4 files not valid Go: b/b.go',
    });
    expect(run.annotations[0]).toMatchObject({
      file: 'b/b.go',
      line: 3,
      message: expect.stringContaining('expected'),
    });
  });

  it('counts as go test -json does, in outputs and JUnit (BLD-15)', async () => {
    const body = 't.Run("a", func(t *testing.T) { t.Skip() })\n\tt.Run("b", func(t *testing.T) {})';
    const workspace = await writeTree({ ...GOOD, 'b/b_test.go': goTest('b', 'TestB', body) });
    const run = await runGate(workspace, { checks: 'test' });
    const events = go(workspace, 'test', '-json', './...')
      .split('\n')
      .filter((line) => line.includes('"Test":'))
      .map((line) => (JSON.parse(line) as { Action: string }).Action);
    const count = (action: string): string => String(events.filter((event) => event === action).length);
    expect(run.outputs).toMatchObject({
      'tests-passed': count('pass'),
      'tests-failed': count('fail'),
      'tests-skipped': count('skip'),
    });
    const junit = await readFile(run.outputs['junit'] ?? '', 'utf8');
    expect(junit.match(/<testcase /g)).toHaveLength(Number(count('pass')) + Number(count('skip')));
  });

  it('runs a suite behind a tag only when it is asked to (QG-11)', async () => {
    const workspace = await writeTree({
      ...GOOD,
      'it/it_test.go': `//go:build integration\n\n${goTest('it', 'TestIt', 't.Error("reached")')}`,
    });
    expect((await runGate(workspace, { checks: 'test' })).outputs).toMatchObject({ outcome: 'passed' });
    const suite = { checks: 'test', packages: './it/...', 'build-tags': 'integration' };
    const run = await runGate(workspace, suite);
    expect(run.outputs).toMatchObject({ outcome: 'failed', 'tests-passed': '0', 'tests-failed': '1' });
    const without = await runGate(workspace, { ...suite, 'build-tags': '' });
    expect(without.report.failure?.message).toContain('packages "./it/...": matches no package');
  });

  it('names the test that ran out of time', async () => {
    const body = 'select {}';
    const workspace = await writeTree({ 'b/b_test.go': goTest('b', 'TestHang', body) });
    const run = await runGate(workspace, { checks: 'test', 'test-timeout': '200ms' });
    expect(run.conditions['test']).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/TestHang.*test-timeout/),
    });
    expect(run.annotations[0]).toMatchObject({ file: 'b/b_test.go', line: 6 });
  });

  it('shows the effective rules without running anything (QG-17)', async () => {
    const run = await runGate(await writeTree({ ...GOOD, 'b/b.go': MISFORMATTED }), {
      'dry-run': 'true',
      preset: 'strict',
      race: 'true',
    });
    expect(run).toMatchObject({ exitCode: 0, outcome: 'success' });
    expect(run.outputs['outcome']).toBe('dry-run');
    expect(run.summary).toContain('| coverage | >= 85 % (from preset strict, by the workflow) |');
    expect(run.summary).toContain('-race -covermode=atomic');
  });
});

describe('several modules', () => {
  const nested = {
    ...GOOD,
    'tools/go.mod': 'module example.com/tools\n\ngo 1.24\n',
    'tools/t/t.go': 'package t\n\nfunc T() int { return 1 }\n',
    'tools/t/t_test.go': goTest('t', 'TestT', 't.Log(T())'),
  };

  it('are all judged, in one number', async () => {
    const run = await runGate(await writeTree(nested));
    expect(run.outputs).toMatchObject({ outcome: 'passed', coverage: '100.00', 'tests-passed': '2' });
    expect(run.summary).toContain('| example.com/tools/t | 100.00 % | 1 | 1 | 0 |');
  });

  it('may share a go.work, and one outside of it is judged too', async () => {
    const workspace = await writeTree({
      ...nested,
      'go.work': 'go 1.24\n\nuse (\n\t.\n\t./lib\n)\n',
      'lib/go.mod': 'module example.com/lib\n\ngo 1.24\n',
      'lib/l_test.go': goTest('lib', 'TestL', '_ = t'),
    });
    const run = await runGate(workspace, {}, { GOFLAGS: '-mod=readonly', GOPROXY: 'off' });
    expect(run.outputs).toMatchObject({ outcome: 'passed', 'tests-passed': '3' });
  });

  it('are left out by a working directory, which may lie inside of a module', async () => {
    const workspace = await writeTree(nested);
    const tools = await runGate(workspace, { 'working-directory': 'tools', checks: 'test' });
    expect(tools.outputs['tests-passed']).toBe('1');
    const inside = await runGate(workspace, { 'working-directory': 'a', checks: 'gofmt,test,coverage' });
    expect(inside.outputs).toMatchObject({ outcome: 'passed', 'tests-passed': '1', coverage: '100.00' });
  });
});
