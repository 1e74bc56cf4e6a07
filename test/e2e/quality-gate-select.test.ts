import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type GateRun, runGate, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';

const testFile = (name: string, imports: readonly string[], body: string): string =>
  `package ${name}\n\nimport (\n${['testing', ...imports].map((path) => `\t"${path}"\n`).join('')})\n\nfunc TestIt(t *testing.T) {\n${body}\n}\n`;

const reads = (path: string): string =>
  `\ttext, err := os.ReadFile("${path}")\n\tif err != nil || string(text) != "good\\n" {\n\t\tt.Fatal(string(text), err)\n\t}`;

/** One package for each way in which a test can depend on something. */
const TREE = {
  'a/a.go': 'package a\n\nfunc A(n int) int {\n\tif n > 3 {\n\t\treturn 3\n\t}\n\treturn n\n}\n',
  'a/a_test.go': testFile('a', [], '\tif A(2) != 2 {\n\t\tt.Fatal("a")\n\t}'),
  'b/b.go': 'package b\n\nimport "example.com/m/a"\n\nfunc B() int { return a.A(1) }\n',
  'b/b_test.go': testFile('b', [], '\tif B() != 1 {\n\t\tt.Fatal("b")\n\t}'),
  'c/c.go': 'package c\n\nfunc C() int { return 1 }\n',
  'c/c_test.go': testFile('c', [], '\tC()'),
  'data/data.go': 'package data\n',
  'data/testdata/in.txt': 'good\n',
  'data/data_test.go': testFile('data', ['os'], reads('testdata/in.txt')),
  'embedded/page.txt': 'good\n',
  'embedded/e.go': 'package embedded\n\nimport _ "embed"\n\n//go:embed page.txt\nvar Page string\n',
  'embedded/e_test.go': testFile('embedded', [], '\tif Page != "good\\n" {\n\t\tt.Fatal(Page)\n\t}'),
  'readme/r.go': 'package readme\n',
  'readme/r_test.go': testFile('readme', ['os'], reads('../NOTES.md')),
  'child/c.go': 'package child\n',
  'child/c_test.go': testFile(
    'child',
    ['os/exec'],
    '\ttext, _ := exec.Command("cat", "../data/testdata/in.txt").Output()\n\tif string(text) != "good\\n" {\n\t\tt.Fatal(string(text))\n\t}',
  ),
  'variable/v.go': 'package variable\n',
  'variable/v_test.go': testFile(
    'variable',
    ['os'],
    '\tif os.Getenv("ORDERS_MODE") != "" {\n\t\tt.Fatal(os.Getenv("ORDERS_MODE"))\n\t}',
  ),
  'untested/u.go': 'package untested\n\nfunc U() int { return 1 }\n',
  'NOTES.md': 'good\n',
  'conf.ini': 'x\n',
};

const inputs = { checks: 'test,coverage', 'coverage-threshold': '1', select: 'affected', audit: '0' };

/** The packages that ran, without the module's path. */
function ran({ report }: GateRun): readonly string[] {
  const { packages } = report.data['selection'] as { packages: readonly { package: string; ran: boolean }[] };
  return packages.filter((item) => item.ran).map((item) => item.package.replace('example.com/m/', ''));
}

it('QG-21 runs what an edit can affect, with the right reason, and no result is used that a full run would not give', async () => {
  const workspace = await writeTree(TREE);
  // Go keeps no result of a test that read a file which is younger than two seconds
  for (const path of Object.keys(TREE)) await utimes(join(workspace, path), 1e9, 1e9);
  const edit = async (path: string, text: string): Promise<GateRun> => {
    const before = await readFile(join(workspace, path), 'utf8').catch(() => undefined);
    await writeFile(join(workspace, path), text);
    const run = await runGate(workspace, inputs);
    if (before === undefined) await rm(join(workspace, path));
    else await writeFile(join(workspace, path), before);
    return run;
  };
  const first = await runGate(workspace, inputs);
  expect(first.outputs, first.log).toMatchObject({
    outcome: 'passed',
    'packages-reused': '0',
    'tests-passed': '8',
  });
  const again = await runGate(workspace, inputs);
  expect(again.outputs, again.log).toMatchObject({
    outcome: 'passed',
    'packages-reused': '9',
    'tests-passed': '8',
  });
  expect(await readFile(again.outputs['coverage-profile'] ?? '', 'utf8')).toBe(
    await readFile(first.outputs['coverage-profile'] ?? '', 'utf8'),
  );

  const body = await edit('a/a.go', TREE['a/a.go'].replace('return n\n', 'return n + 1\n'));
  expect(ran(body)).toEqual(['a', 'b', 'child']);
  expect(body.outputs).toMatchObject({ outcome: 'failed', 'tests-failed': '2', 'tests-passed': '6' });
  expect(body.log).toContain('run  example.com/m/b: example.com/m/a changed, which it is made of');

  const data = await edit('data/testdata/in.txt', 'evil\n');
  expect(ran(data)).toEqual(['child', 'data']);
  expect(data.outputs).toMatchObject({ outcome: 'failed', 'tests-failed': '2' });
  expect((await edit('embedded/page.txt', 'evil\n')).outputs).toMatchObject({ outcome: 'failed' });
  const notes = await edit('NOTES.md', 'evil\n');
  expect(ran(notes)).toEqual(['child', 'readme']);
  expect(notes.log).toContain('run  example.com/m/readme: open NOTES.md is different, which it read');
  expect(ran(await edit('conf.ini', 'y\n'))).toHaveLength(9);
  expect(ran(await edit('new.txt', 'y\n'))).toHaveLength(9);
  expect(ran(await edit('go.mod', 'module example.com/m\n\ngo 1.23\n'))).toHaveLength(9);

  const variable = await runGate(workspace, inputs, { ORDERS_MODE: 'evil' });
  expect(ran(variable)).toEqual(['child', 'variable']);
  expect(variable.outputs).toMatchObject({ outcome: 'failed', 'tests-failed': '1' });
  expect(ran(await runGate(workspace, inputs))).toEqual([]);
});

it('a package that cannot be read fails, also where every other result is used again, and in every shard', async () => {
  const workspace = await writeTree({
    'a/a.go': 'package a\n\nfunc A() int { return 1 }\n',
    'a/a_test.go': testFile('a', [], '\tA()'),
    'b/b.go': 'package b\n\nfunc B() int { return 1 }\n',
    'b/b_test.go': testFile('b', [], '\tB()'),
  });
  for (const path of ['a/a.go', 'a/a_test.go', 'b/b.go', 'b/b_test.go'])
    await utimes(join(workspace, path), 1e9, 1e9);
  const only = { checks: 'test', select: 'affected', audit: '0' };
  expect((await runGate(workspace, only)).outputs).toMatchObject({ outcome: 'passed' });
  await mkdir(join(workspace, 'torn'));
  await writeFile(join(workspace, 'torn/torn.go'), 'this is not Go\n');
  const reusing = await runGate(workspace, only);
  expect(reusing.outputs, reusing.log).toMatchObject({ outcome: 'failed' });
  expect(reusing.conditions['test']?.reason).toContain('example.com/m/torn');
  for (const shard of ['1/2', '2/2'])
    expect((await runGate(workspace, { checks: 'test', shard })).outputs).toMatchObject({
      outcome: 'failed',
    });
});
