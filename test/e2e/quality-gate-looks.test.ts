import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { seededRandom } from '@fairlead/core';
import { beforeAll, expect, it } from 'vitest';
import { type GateRun, runGate, writeTree } from '../../actions/quality-gate/test/support/run-gate.ts';

const SEED = 20_261_128;
/** Edits that are made or undone, one after the other. */
const STEPS = 30;

let path = '';
beforeAll(async () => {
  const { createToolbox, tools } = await import('@fairlead/devcluster');
  const { folder } = await createToolbox().ensure(tools.staticcheck);
  path = `${folder}${delimiter}${process.env['PATH'] ?? ''}`;
});

/** Packages of which one uses the other, with what vet or staticcheck say only when something else is so. */
const TREE: Readonly<Record<string, string>> = {
  'a/a.go':
    'package a\n\nimport "fmt"\n\n// Size is a number.\nfunc Size(n int) int { return n + 1 }\n\n// Say writes a line.\nfunc Say(format string, args ...any) { _, _ = fmt.Println(format, args) }\n\n// Old does nothing.\nfunc Old() {}\n',
  'a/a_test.go':
    'package a\n\nimport "testing"\n\nfunc TestSize(t *testing.T) {\n\tif Size(1) != 2 {\n\t\tt.Fatal()\n\t}\n}\n',
  'b/b.go':
    'package b\n\nimport "example.com/m/a"\n\n// Use uses a.\nfunc Use() int {\n\ta.Say("%d", "x")\n\ta.Old()\n\treturn a.Size(1)\n}\n',
  'c/c.go':
    'package c\n\nimport "example.com/m/b"\n\n// Twice uses b.\nfunc Twice() int { return 2 * b.Use() }\n',
  'c/c_test.go':
    'package c_test\n\nimport (\n\t"testing"\n\n\t"example.com/m/c"\n)\n\nfunc TestTwice(t *testing.T) { _ = c.Twice() }\n',
  // a finding that nobody has corrected
  'd/d.go': 'package d\n\nfunc unused() {}\n',
  'd/sub/s.go': 'package sub\n\nfunc forgotten() {}\n',
  // before Go 1.22 all of these print the same number
  'loops/l.go':
    'package loops\n\n// Each starts some.\nfunc Each(all []int) {\n\tfor _, n := range all {\n\t\tgo func() { println(n) }()\n\t}\n}\n',
  'tagged/t.go': 'package tagged\n',
  'tagged/extra.go': '//go:build extra\n\npackage tagged\n\nfunc onlyWithTheTag() {}\n',
  'lone/l.go': 'package lone\n\n// Lone is one.\nconst Lone = 1\n',
  'go.mod': 'module example.com/m\n\ngo 1.24\n',
};

/** What somebody may do to it: texts of files, or undefined for one that is gone. */
const EDITS: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = {
  'a signature that a dependent does not fit': {
    'a/a.go': TREE['a/a.go']?.replace('n int) int { return n', 'n int8) int { return int(n)'),
  },
  'a signature that breaks a dependent': {
    'a/a.go': TREE['a/a.go']?.replaceAll('n int) int { return n', 'n string) int { return len(n)'),
  },
  'a function that prints like Printf': {
    'a/a.go': TREE['a/a.go']?.replace('Println(format, args)', 'Printf(format, args...)'),
  },
  'a deprecation': {
    'a/a.go': TREE['a/a.go']?.replace(
      '// Old does nothing.',
      '// Old does nothing.\n//\n// Deprecated: use nothing.',
    ),
  },
  'a package that is gone, and its user with it': { 'c/c.go': undefined, 'c/c_test.go': undefined },
  'a package that is gone, and its user is left': { 'b/b.go': undefined },
  'a finding in a test': { 'a/a_test.go': `${TREE['a/a_test.go']}\nfunc helper() {}\n` },
  'an external test that does not compile': {
    'c/c_test.go': TREE['c/c_test.go']?.replace('Twice()', 'Thrice()'),
  },
  'settings at the top': { 'staticcheck.conf': 'checks = ["inherit", "-U1000"]\n' },
  'settings of one folder': { 'd/staticcheck.conf': 'checks = ["inherit", "-U1000"]\n' },
  'another version of the language': { 'go.mod': 'module example.com/m\n\ngo 1.21\n' },
  'a constraint at the wrong place in a file that is left out': {
    'tagged/other_windows.go': 'package tagged\n\n//go:build windows\n',
  },
  'a correction': { 'd/d.go': 'package d\n' },
  'a package without a user': { 'lone/l.go': 'package lone\n\n// Lone is two.\nconst Lone = 2\n' },
  'a directive that moves places': {
    'lone/moved.go': 'package lone\n\n//line ../d/d.go:1\nfunc moved() {}\n',
  },
};

const INPUTS = { checks: 'vet,staticcheck', audit: '0' };

/** All that a verdict says, without what a run says about itself. */
async function verdictOf({ conditions, annotations, outputs, log }: GateRun): Promise<unknown> {
  expect(outputs['sarif'], log).toBeDefined();
  const sarif = await readFile(outputs['sarif'] ?? '', 'utf8');
  return { conditions, annotations, sarif, outcome: outputs['outcome'] };
}

/** Packages that a program looked at, by its line in the log. */
function lookedAt({ log }: GateRun, program: string): number {
  const [, count = 'nothing'] = new RegExp(`${program}: looks at (\\d+) package`).exec(log) ?? [];
  return Number(count);
}

it('QG-21 vet and staticcheck look at what a change can affect, and the verdict is that of a whole run', async () => {
  const workspace = await writeTree(TREE);
  const write = async (file: string, text: string | undefined): Promise<void> => {
    if (text === undefined) await rm(join(workspace, file), { force: true });
    else await writeFile(join(workspace, file), text);
  };
  const both = async (more: Readonly<Record<string, string>> = {}): Promise<GateRun> => {
    const chosen = await runGate(workspace, { ...INPUTS, select: 'affected', ...more }, { PATH: path });
    const whole = await runGate(workspace, { ...INPUTS, select: 'all', ...more }, { PATH: path });
    expect(await verdictOf(chosen), chosen.log).toEqual(await verdictOf(whole));
    return chosen;
  };
  const first = await both();
  expect(first.conditions['vet']).toMatchObject({ status: 'passed' });
  expect(first.conditions['staticcheck']).toMatchObject({ status: 'failed', actual: '2 findings' });
  const again = await both();
  expect([lookedAt(again, 'vet'), lookedAt(again, 'staticcheck')]).toEqual([0, 0]);

  const random = seededRandom(SEED);
  const made = new Set<string>();
  const seen = new Set<string>();
  let narrow = 0;
  for (let step = 0; step < STEPS; step++) {
    const names = Object.keys(EDITS);
    const left = names.filter((name) => !seen.has(name));
    const from = made.size > 2 || left.length === 0 ? [...made] : left;
    const name = from[Math.floor(random() * from.length)] ?? '';
    for (const [file, text] of Object.entries(EDITS[name] ?? {}))
      await write(file, made.has(name) ? TREE[file] : text);
    if (!made.delete(name)) made.add(name);
    seen.add(name);
    const chosen = await both();
    if (lookedAt(chosen, 'staticcheck') < 9) narrow += 1;
  }
  expect(seen.size).toBe(Object.keys(EDITS).length);
  expect(narrow).toBeGreaterThan(STEPS / 3);

  for (const name of made) for (const file of Object.keys(EDITS[name] ?? {})) await write(file, TREE[file]);
  const tagged = await both({ 'build-tags': 'extra' });
  expect(tagged.conditions['staticcheck']).toMatchObject({ actual: '3 findings' });
  await rename(join(workspace, 'lone/l.go'), join(workspace, 'lone/renamed.go'));
  expect(lookedAt(await both(), 'staticcheck')).toBe(1);
});
