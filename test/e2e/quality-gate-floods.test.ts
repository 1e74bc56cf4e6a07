import { readFile, stat } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { runGate, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';
import { coveredPackage, goTest } from '../../actions/quality-gate/test/support/samples.ts';

it('keeps verdict and names for thousands of failures of several kilobytes, and bounds log and report', async () => {
  const body = `for i := 0; i < 3000; i++ {
		t.Run(fmt.Sprintf("case%d", i), func(t *testing.T) { t.Error(strings.Repeat("x", 3000)) })
	}`;
  const source = goTest('f', 'TestMany', body).replace(
    'import "testing"',
    'import (\n\t"fmt"\n\t"strings"\n\t"testing"\n)',
  );
  const run = await runGate(await writeTree({ ...coveredPackage(4, 4), 'f/f_test.go': source }));
  expect(run.outputs).toMatchObject({ outcome: 'failed', 'tests-failed': '3001' });
  expect(run.summary).toContain('**Gate failed**');
  for (const name of ['gofmt', 'vet', 'test', 'coverage'])
    expect(run.summary).toMatch(new RegExp(`^\\| ${name} \\|`, 'm'));
  expect(run.summary).toContain('TestMany/case0 failed (example.com/m/f)');
  expect(run.summary).toContain('2980 more in the JUnit file.');
  expect(run.summary.split('```').length % 2).toBe(1);
  expect(Buffer.byteLength(run.summary)).toBeLessThan(500_000);
  expect(Buffer.byteLength(run.log)).toBeLessThan(2_000_000);
  expect((await stat(run.outputs['report'] ?? '')).size).toBeLessThan(500_000);
  expect(await readFile(run.outputs['junit'] ?? '', 'utf8')).toContain('name="TestMany/case2999"');
});

it('does not take a flood without a line break for the reason', async () => {
  const body = 'fmt.Print(strings.Repeat("flood ", 300000))\n\tos.Exit(3)';
  const source = goTest('f', 'TestFlood', body).replace(
    'import "testing"',
    'import (\n\t"fmt"\n\t"os"\n\t"strings"\n\t"testing"\n)',
  );
  const run = await runGate(await writeTree({ 'f/f_test.go': source }), { checks: 'test' });
  expect(run.outputs).toMatchObject({ outcome: 'failed' });
  expect(run.conditions['test']?.reason).not.toContain('flood');
  expect(run.conditions['test']?.reason.length).toBeLessThan(400);
});

it('counts equal messages at one line instead of dropping them', async () => {
  const body =
    'for _, n := range []string{"a", "b", "c"} {\n\t\tt.Run(n, func(t *testing.T) { t.Error("wrong") })\n\t}';
  const run = await runGate(await writeTree({ 'f/f_test.go': goTest('f', 'TestTable', body) }), {
    checks: 'test',
  });
  expect(run.annotations.filter((item) => item.file === 'f/f_test.go')).toEqual([
    expect.objectContaining({ line: 7, message: 'wrong (2 more at this line)' }),
  ]);
});

it('calls a package without tests one without tests', async () => {
  const run = await runGate(
    await writeTree({ ...coveredPackage(4, 4), 'n/n.go': 'package n\n\nfunc N() {}\n' }),
  );
  expect(run.log).toContain('-    example.com/m/n (no tests)');
  expect(run.log).not.toContain('ok   example.com/m/n');
});

it('has an outcome for inputs that cannot be used, and refuses 075', async () => {
  const run = await runGate(await writeTree(coveredPackage(4, 4)), { 'coverage-threshold': '075' });
  expect(run.exitCode).toBe(1);
  expect(run.outputs['outcome']).toBe('failed');
  expect(run.report.failure?.code).toBe('INPUT_INVALID');
});
