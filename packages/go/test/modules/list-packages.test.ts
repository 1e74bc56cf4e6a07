import { executableName, hasSources, listPackages, parseListing, parseModFile } from '@fairlead/go';
import { createFakeExec, type Transcript } from '@fairlead/testkit';
import { expect, test } from 'vitest';

const NOTHING = { files: { go: [], cgo: [], tests: [] }, patterns: [] };

test('the listing of go 1.26 is read, errors included', () => {
  const text = `{
	"Dir": "/w/cmd/a",
	"ImportPath": "example.com/x/cmd/a",
	"Name": "main",
	"Match": ["./...", "./cmd/a"],
	"GoFiles": [
		"main.go"
	],
	"TestGoFiles": ["main_test.go"],
	"XTestGoFiles": ["x_test.go"]
}
{
	"Dir": "/w/e2e",
	"ImportPath": "example.com/x/e2e",
	"Name": "main"
}
{
	"Dir": "/w/broken",
	"ImportPath": "example.com/x/broken",
	"Error": {
		"ImportStack": [],
		"Pos": "broken/b.go:1:1",
		"Err": "expected 'package', found packag"
	}
}
`;
  const packages = parseListing(text, ['./...', './cmd/./a/']);
  expect(packages.map(hasSources)).toEqual([true, false, false]);
  expect(packages).toEqual([
    {
      importPath: 'example.com/x/cmd/a',
      name: 'main',
      dir: '/w/cmd/a',
      files: { go: ['main.go'], cgo: [], tests: ['main_test.go', 'x_test.go'] },
      patterns: ['./...', './cmd/./a/'],
      error: undefined,
    },
    { importPath: 'example.com/x/e2e', name: 'main', dir: '/w/e2e', ...NOTHING, error: undefined },
    {
      importPath: 'example.com/x/broken',
      name: '',
      dir: '/w/broken',
      ...NOTHING,
      error: "broken/b.go:1:1: expected 'package', found packag",
    },
  ]);
  expect(parseListing('')).toEqual([]);
});

test.each([
  ['example.com/orders/cmd/api', 'api'],
  ['example.com/orders', 'orders'],
  ['example.com/tool/v2', 'tool'],
  ['example.com/tool/v1', 'v1'],
  ['main', 'main'],
])('the executable of %s is %s', (importPath, name) => {
  expect(executableName(importPath)).toBe(name);
});

/** Lists a module with a bare go.mod; says how often the go command was asked and what the last answer gave. */
async function listBare(...answers: readonly Omit<Transcript, 'on'>[]) {
  const [bare = {}, whole = {}] = answers;
  const exec = createFakeExec([
    { on: /-mod=readonly -modfile=\/tmp\/go\.mod/, ...bare },
    { on: 'go list', ...whole },
  ]);
  const module = {
    dir: '/w',
    path: 'example.com/x',
    file: parseModFile(''),
    workFile: undefined,
    vendored: false,
  };
  const packages = await listPackages({ exec, env: {} }, module, { bare: '/tmp/go.mod' });
  return { asked: exec.calls.length, names: packages.map(({ name }) => name) };
}

const PLAIN = '{\n\t"ImportPath": "example.com/x",\n\t"Name": "plain"\n}\n';

test('a go.mod without requirements is enough to list a module', async () => {
  expect(await listBare({ stdout: PLAIN })).toEqual({ asked: 1, names: ['plain'] });
});

test.each<[string, Omit<Transcript, 'on'>]>([
  ['a package with an error', { stdout: PLAIN.replace('\n}', ',\n\t"Error": {\n\t\t"Err": "odd"\n\t}\n}') }],
  ['no answer at all', { exitCode: 1, stderr: 'flag provided but not defined: -modfile' }],
])('%s with it is asked again with the whole go.mod', async (_, answer) => {
  const whole = { stdout: PLAIN.replace('plain', 'whole') };
  expect(await listBare(answer, whole)).toEqual({ asked: 2, names: ['whole'] });
});

test('a package that cannot be read since the disk is full is no package with an error', async () => {
  const failing = (what: string) =>
    listBare(
      { exitCode: 1 },
      { stdout: PLAIN.replace('\n}', `,\n\t"Error": {\n\t\t"Err": "${what}"\n\t}\n}`) },
    );
  await expect(failing('open x.go: no space left on device')).rejects.toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringContaining('example.com/x') as string,
  });
  expect((await failing('found packages a and b')).names).toEqual(['plain']);
});

test('what is missing for want of a proxy alone is asked for again with it', async () => {
  const offline = 'module lookup disabled by GOPROXY=off';
  const whole = { stdout: PLAIN.replace('plain', 'whole') };
  const ask = async (first: Omit<Transcript, 'on'>) => {
    const exec = createFakeExec([
      { on: 'go list', ...first, times: 1 },
      { on: 'go list', ...whole },
    ]);
    const module = {
      dir: '/w',
      path: 'example.com/x',
      file: parseModFile(''),
      workFile: undefined,
      vendored: false,
    };
    const packages = await listPackages({ exec, env: { GOPROXY: 'https://proxy.test' } }, module);
    return [packages[0]?.name, ...exec.calls.map(({ options }) => options.env?.['GOPROXY'])];
  };
  expect(await ask({ exitCode: 1, stderr: offline })).toEqual(['whole', 'off', 'https://proxy.test']);
  expect(await ask({ stdout: `${PLAIN}{"Error": {"Err": "${offline}"}}` })).toEqual([
    'whole',
    'off',
    'https://proxy.test',
  ]);
  expect(await ask({ stdout: PLAIN })).toEqual(['plain', 'off']);
  await expect(ask({ exitCode: 1, stderr: 'go: no such tool' })).rejects.toMatchObject({
    code: 'TOOL_FAILED',
  });
});
