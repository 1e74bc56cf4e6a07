import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { runGate, type Tree, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';
import { coveredPackage, goTest } from '../../actions/quality-gate/test/support/samples.ts';

/** Runs only the tests of a workspace that has one passing package beside `tree`. */
async function runTests(tree: Tree, inputs: Readonly<Record<string, string>> = {}) {
  const workspace = await writeTree({ ...coveredPackage(4, 4), ...tree });
  return runGate(workspace, { checks: 'test', ...inputs });
}

describe('tests that make it hard', () => {
  it('names the goroutine that panicked behind the back of the tests', async () => {
    const body = 'go func() { panic("in a goroutine") }()\n\tselect {}';
    const run = await runTests({
      'p/p_test.go': `package p\n\nimport (\n\t"testing"\n\t"time"\n)\n\nfunc TestA(t *testing.T) {\n\tt.Parallel()\n\ttime.Sleep(100 * time.Millisecond)\n}\n\nfunc TestB(t *testing.T) {\n\tt.Parallel()\n\t${body}\n}\n`,
    });
    expect(run.outputs).toMatchObject({ outcome: 'failed' });
    expect(run.conditions['test']?.reason).toContain('panic: in a goroutine');
    expect(run.annotations).toContainEqual(
      expect.objectContaining({ file: 'p/p_test.go', line: 15, message: 'panic: in a goroutine' }),
    );
  });

  it('loses no failure of a test that passes the next time (-count)', async () => {
    const body =
      'if _, err := os.Stat("ran"); err != nil {\n\t\tos.WriteFile("ran", nil, 0o644)\n\t\tt.Error("the first time")\n\t}';
    const run = await runTests(
      {
        'p/p_test.go': goTest('p', 'TestFlaky', body).replace(
          'import "testing"',
          'import (\n\t"os"\n\t"testing"\n)',
        ),
      },
      { 'test-args': '-count=2' },
    );
    expect(run.outputs).toMatchObject({ outcome: 'failed', 'tests-passed': '3', 'tests-failed': '1' });
    expect(run.conditions['test']?.reason).toContain('TestFlaky (the first time)');
  });

  it('is not led astray by benchmarks', async () => {
    const benchmark = '\nfunc BenchmarkX(b *testing.B) {\n\tfor b.Loop() {\n\t}\n}\n';
    const run = await runTests(
      { 'p/p_test.go': goTest('p', 'TestX', '_ = t') + benchmark },
      { 'test-args': '-bench=.\n-benchtime=1x' },
    );
    expect(run.outputs).toMatchObject({ outcome: 'passed', 'tests-passed': '2' });
  });

  it('does not pass a package whose TestMain leaves before its tests', async () => {
    const tree = {
      'p/p_test.go': `package p\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestMain(m *testing.M) { os.Exit(0) }\n\nfunc TestX(t *testing.T) {}\n`,
    };
    const run = await runTests(tree);
    expect(run.outputs).toMatchObject({ outcome: 'error' });
    expect(run.conditions['test']?.reason).toContain('example.com/m/p ended with 0 before its tests ran');
    expect((await runTests(tree, { 'on-missing': 'warn' })).outputs).toMatchObject({ outcome: 'passed' });
  });

  it('keeps names and output of any kind apart from its own Markdown and XML', async () => {
    const names = ['*b*', '`t`', '![x](http://e/x.png)', '<img src=x>', 'a|b', '\\x01\\xff', ']]>'];
    const body = `for _, name := range []string{${names.map((name) => `"${name}"`).join(', ')}} {
		t.Run(name, func(t *testing.T) {
			os.Stdout.WriteString("\\x00\\x1b[31m\\xff ]]> ::error::x\\n")
			t.Error(name)
		})
	}`;
    const run = await runTests({
      'p/p_test.go': goTest('p', 'TestN', body).replace(
        'import "testing"',
        'import (\n\t"os"\n\t"testing"\n)',
      ),
    });
    const junit = await readFile(run.outputs['junit'] ?? '', 'utf8');
    expect(junit.match(/<failure /g)).toHaveLength(names.length + 1);
    // an independent XML parser, in the standard library of the Go that the tests need anyway
    const check = await writeTree({
      'main.go': `package main\n\nimport (\n\t"encoding/xml"\n\t"fmt"\n\t"os"\n)\n\ntype Suites struct {\n\tCases []struct {\n\t\tName string \`xml:"name,attr"\`\n\t} \`xml:"testsuite>testcase"\`\n}\n\nfunc main() {\n\tvar s Suites\n\tif err := xml.NewDecoder(os.Stdin).Decode(&s); err != nil {\n\t\tpanic(err)\n\t}\n\tfor _, c := range s.Cases {\n\t\tfmt.Println(c.Name)\n\t}\n}\n`,
    });
    const read = execFileSync('go', ['run', '.'], { cwd: check, input: junit, encoding: 'utf8' });
    expect(read.split('\n')).toEqual(
      expect.arrayContaining(['TestN/*b*', 'TestN/a|b', 'TestN/<img_src=x>', 'TestN/]]>']),
    );
    const outsideOfFences = run.summary.replaceAll(/```[\s\S]*?```|<summary>.*<\/summary>/g, '');
    expect(outsideOfFences).not.toMatch(/<img|(?<!\\)\*b|!\[x\]/);
  });
});
