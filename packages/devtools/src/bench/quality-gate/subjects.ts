import { chmod, cp, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Problem } from '../../problem.ts';
import { run } from '../../system/run.ts';
import { languageOf } from './edits.ts';

/** A module of the Go proxy whose tests need no network and take milliseconds each. */
export interface Subject {
  readonly module: string;
  readonly version: string;
}

/** Real modules of many packages. */
export const SUBJECTS: readonly Subject[] = [
  { module: 'github.com/emirpasic/gods', version: 'v1.18.1' },
  { module: 'golang.org/x/image', version: 'v0.48.0' },
  { module: 'github.com/aws/smithy-go', version: 'v1.28.9' },
];

const test = (name: string, imports: readonly string[], body: string): string =>
  `package ${name}\n\nimport (\n${['testing', ...imports].map((path) => `\t"${path}"\n`).join('')})\n\nfunc TestProbe(t *testing.T) {\n${body}}\n`;

/** Packages that are put to each module: what a test can depend on beside Go code. */
const probes = (language: number): Readonly<Record<string, string>> => ({
  'probe/loops/l.go':
    'package loops\n\nfunc Sum() int {\n\tvar all []func() int\n\tfor i := 0; i < 3; i++ {\n\t\tall = append(all, func() int { return i })\n\t}\n\tsum := 0\n\tfor _, one := range all {\n\t\tsum += one()\n\t}\n\treturn sum\n}\n',
  'probe/loops/l_test.go': test(
    'loops',
    [],
    `\tif sum := Sum(); sum != ${language >= 22 ? 3 : 9} {\n\t\tt.Fatal(sum)\n\t}\n`,
  ),
  'probe/embedded/e.go': 'package embedded\n\nimport _ "embed"\n\n//go:embed page.txt\nvar Page string\n',
  'probe/embedded/page.txt': '1\n',
  'probe/embedded/e_test.go': test('embedded', [], '\tif Page != "1\\n" {\n\t\tt.Fatal(Page)\n\t}\n'),
  'probe/data/d.go': 'package data\n',
  'probe/data/testdata/in.txt': '1\n',
  'probe/data/d_test.go': test(
    'data',
    ['os'],
    '\tif text, _ := os.ReadFile("testdata/in.txt"); string(text) != "1\\n" {\n\t\tt.Fatal(string(text))\n\t}\n',
  ),
  'probe/assembly/a.go': 'package assembly\n\nfunc Answer() int64\n',
  'probe/assembly/a_amd64.s':
    '#include "textflag.h"\n\nTEXT ·Answer(SB), NOSPLIT, $0-8\n\tMOVQ $1, ret+0(FP)\n\tRET\n',
  'probe/assembly/a_arm64.s':
    '#include "textflag.h"\n\nTEXT ·Answer(SB), NOSPLIT, $0-8\n\tMOVD $1, R0\n\tMOVD R0, ret+0(FP)\n\tRET\n',
  'probe/assembly/a_test.go': test('assembly', [], '\tif Answer() != 1 {\n\t\tt.Fatal(Answer())\n\t}\n'),
  'probe/settings/testdata/child.txt': '1\n',
  'probe/settings/s.go': 'package settings\n',
  'probe/child/c.go': 'package child\n',
  'probe/child/c_test.go': test(
    'child',
    ['os/exec'],
    '\tif text, _ := exec.Command("cat", "../settings/testdata/child.txt").Output(); string(text) != "1\\n" {\n\t\tt.Fatal(string(text))\n\t}\n',
  ),
});

/** Copies a module to a folder, with the probes; files look as old as a checkout that took place long ago. */
export async function bringSubject({ module, version }: Subject, folder: string): Promise<void> {
  const found = await run(['go', 'mod', 'download', '-json', `${module}@${version}`], {
    cwd: dirname(folder),
  });
  const { Dir: dir, Error: why } = JSON.parse(found.output) as { Dir?: string; Error?: string };
  if (dir === undefined) throw new Problem(`${module} cannot be had: ${why ?? found.output}`);
  await rm(folder, { recursive: true, force: true });
  await cp(dir, folder, { recursive: true });
  await makeWritable(folder);
  const modFile = (await readFile(join(folder, 'go.mod'), 'utf8')).replace(OLD, 'go 1.16');
  for (const [path, text] of Object.entries({ ...probes(languageOf(modFile)), 'go.mod': modFile })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
    await utimes(join(folder, path), LONG_AGO, LONG_AGO);
  }
}

/** A Go of before files were embedded, which a probe does. */
const OLD = /^go 1\.(?:\d|1[0-5])$/m;

/** Seconds since 1970: older than anything that Go calls new. */
const LONG_AGO = 1_600_000_000;

async function makeWritable(folder: string): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) {
    const path = join(folder, name);
    const { mode } = await stat(path);
    await chmod(path, mode | 0o200);
    await utimes(path, LONG_AGO, LONG_AGO);
  }
  await chmod(folder, 0o755);
}
